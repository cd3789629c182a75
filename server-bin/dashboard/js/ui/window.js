// Of a long list only what is in sight is drawn, with room for the rest above and below: five hundred rows cost as much as
// twenty.
import { useEffect, useRef, useState } from "../html.js";

/** Lists up to this are drawn whole. */
const WHOLE = 60;
/** Beyond what is in sight, so that a quick hand sees no gap. */
const SPARE = 12;

/** Which rows of `count` are to be drawn, where `top` pixels of the list are above the sight and `sight` are in it. Pure. */
export function span(count, height, top, sight) {
  if (count <= WHOLE) return { from: 0, to: count, above: 0, below: 0 };
  const first = Math.floor(top / height) - SPARE;
  const last = Math.ceil((top + sight) / height) + SPARE;
  // Even numbers of rows, so that a wheel that turns by a little draws nothing anew.
  const from = Math.max(0, Math.min(first - (first % SPARE), count - 1));
  const to = Math.max(from + 1, Math.min(last + SPARE - (last % SPARE), count));
  return { from, to, above: from * height, below: (count - to) * height };
}

/** The same of a list on the page: `[ref, span]`; the reference is for the list's element, whose children have `data-row`. */
export function useWindow(count, guess) {
  const element = useRef(null);
  const height = useRef(guess);
  const [shown, setShown] = useState(() => span(count, guess, 0, innerHeight));
  useEffect(() => {
    let waits = null;
    const look = () => {
      waits = null;
      const list = element.current;
      if (!list) return;
      const rows = list.querySelectorAll("[data-row]");
      if (rows.length > 1) {
        const [first, last] = [rows[0].getBoundingClientRect(), rows[rows.length - 1].getBoundingClientRect()];
        height.current = Math.max(20, (last.bottom - first.top) / rows.length);
      }
      const next = span(count, height.current, -list.getBoundingClientRect().top, innerHeight);
      setShown((old) => (old.from === next.from && old.to === next.to && old.below === next.below ? old : next));
    };
    const soon = () => (waits ??= requestAnimationFrame(look));
    look();
    if (count <= WHOLE) return undefined;
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(waits);
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [count]);
  // The list may have become shorter since it was looked at.
  return [
    element,
    shown.to > count || (count <= WHOLE && shown.to < count) ? span(count, height.current, 0, innerHeight) : shown,
  ];
}
