// Questions before something is done. One at a time, in the browser's own dialog: it keeps the focus and ends with Escape.
import { html, signal, useEffect, useRef, useState } from "../html.js";
import { t } from "../i18n.js";
import { Icon } from "./icon.js";

const shown = signal(null);

/** Shows a dialog: `content({close})`. */
export function open(title, content, options = {}) {
  shown.value = { title, content, ...options };
}

export const close = () => {
  shown.value = null;
};

export function DialogHost() {
  const dialog = shown.value;
  const element = useRef(null);
  useEffect(() => {
    if (!dialog) return undefined;
    const before = document.activeElement;
    if (!element.current.open) element.current.showModal();
    // Who came by a button goes on from there.
    return () => before?.isConnected && before.focus();
  }, [dialog]);
  if (!dialog) return null;
  return html`<dialog
    ref=${element}
    class=${dialog.broad ? "broad" : ""}
    aria-labelledby="dialog-title"
    onClose=${close}
    onClick=${(event) => event.target === element.current && close()}
  >
    <div class="dialog">
      <div class="dialog-head">
        <h2 id="dialog-title">${dialog.title}</h2>
        <button type="button" class="iconbutton" aria-label=${t("close")} onClick=${close}><${Icon} name="close" /></button>
      </div>
      <${dialog.content} close=${close} />
    </div>
  </dialog>`;
}

/**
 * Asks whether to do it. `act` is waited for; if it fails, the dialog stays and says why. `children` may hold more to be
 * asked for: their values come to `act` by name.
 */
export function confirm(title, { text, button, danger = false, children, broad }, act) {
  open(
    title,
    ({ close }) =>
      html`<${Form} button=${button} danger=${danger} act=${act} close=${close}
        >${text && html`<p class="soft">${text}</p>`}${children}<//
      >`,
    { broad },
  );
}

/** A form that sends its fields by name. */
export function Form({ button, danger, act, close, children }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const left = await act(Object.fromEntries(new FormData(event.target)), event.target);
      if (left !== false) close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return html`<form class="stack" onSubmit=${submit} style=${{ padding: 0 }}>
    ${children}
    ${
      error &&
      html`<div class="notice" data-tone="red" role="alert">
        <${Icon} name="warn" />
        <div>
          ${error.isAway ? t("error.away.text") : error.message}${
            error.errors?.length > 1 &&
            html`<ul>
              ${error.errors.map((each) => html`<li>${each.field}: ${each.message}</li>`)}
            </ul>`
          }
        </div>
      </div>`
    }
    <div class="dialog-foot">
      <button type="button" class="button" onClick=${close}>${t("cancel")}</button>
      <button class=${`button ${danger ? "danger" : "primary"}`} disabled=${busy}>${button}</button>
    </div>
  </form>`;
}
