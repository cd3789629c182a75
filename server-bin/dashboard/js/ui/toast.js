// Short messages at the edge: what was done, and what failed.
import { html, signal } from "../html.js";
import { t } from "../i18n.js";
import { Icon } from "./icon.js";

const toasts = signal([]);
let last = 0;

const away = (id) => {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
};

/** Tells it; what failed stays longer. */
export function tell(text, tone = "green") {
  last += 1;
  const id = last;
  toasts.value = [...toasts.peek().slice(-3), { id, text, tone }];
  setTimeout(() => away(id), tone === "green" ? 5_000 : 10_000);
}

/** Tells what failed, in the server's words where there are any. */
export function tellError(error) {
  tell(error.isAway ? t("error.away.text") : error.message, "red");
}

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, text, tone }) =>
        html`<div class="toast" key=${id} data-tone=${tone}>
          <${Icon} name=${tone === "green" ? "check" : "warn"} /><span class="grow">${text}</span>
          <button class="iconbutton" aria-label=${t("close")} onClick=${() => away(id)}><${Icon} name="close" /></button>
        </div>`,
    )}
  </div>`;
}
