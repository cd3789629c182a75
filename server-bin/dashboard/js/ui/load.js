// What a page asks for once: loading, there, or failed; asked again when the question changes.
import { useEffect, useState } from "../html.js";

/** `{value, error, loading, again}` of `ask(abort)`; the old value stays until the new one is there. */
export function useLoad(ask, question) {
  const [state, setState] = useState({ value: null, error: null, loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ ...old, loading: true }));
    ask(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ value, error: null, loading: false }),
      (error) => {
        if (abort.signal.aborted || error.name === "AbortError") return;
        setState({ value: null, error, loading: false });
      },
    );
    return () => abort.abort();
  }, [...question, round]);
  return { ...state, again: () => setRound(round + 1) };
}
