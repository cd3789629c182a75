// Small parts: heads of pages, tiles, what is shown where there is nothing, something is missing, or it takes a moment.
import { html, useEffect, useRef, useState } from "../html.js";
import { t } from "../i18n.js";
import { Icon } from "./icon.js";

export function PageHead({ title, text, children }) {
  useEffect(() => {
    document.title = `${title} · Callflow`;
  }, [title]);
  return html`<header class="page-head">
    <div class="grow">
      <h1>${title}</h1>
      ${text && html`<p>${text}</p>`}
    </div>
    ${children}
  </header>`;
}

export function Card({ title, aside, flush, children, label }) {
  return html`<section class="card" aria-label=${label ?? title}>
    ${
      title &&
      html`<div class="card-head">
        <h2>${title}</h2>
        ${aside}
      </div>`
    }
    <div class=${`card-body${flush ? " flush" : ""}`}>${children}</div>
  </section>`;
}

export function Tile({ name, tone, note, children }) {
  return html`<div class="tile" data-tone=${tone}>
    <dt>${name}</dt>
    <dd>${children}</dd>
    ${note && html`<dd class="note">${note}</dd>`}
  </div>`;
}

/** What stands where there is nothing; `whole` if it is all that the page shows, whose heading it is then. */
export function Empty({ icon = "info", title, text, tone, whole, children }) {
  return html`<div class="empty" data-tone=${tone}>
    <span class="art"><${Icon} name=${icon} /></span
    ><${whole ? "h1" : "strong"}>${title}<//>${text && html`<p>${text}</p>`}${children}
  </div>`;
}

export function Loading({ lines = 6 }) {
  return html`<div class="skeleton" role="status">
    <span class="sr">${t("loading")}</span>${Array.from({ length: lines }, () => html`<i></i>`)}
  </div>`;
}

/** Something that failed, with what may be done; `whole` as with `Empty`. */
export function Failed({ error, again, whole }) {
  const key =
    { 0: "away", 401: "signedOut", 403: "forbidden", 404: "missing", 429: "tooMany", 503: "unavailable" }[error.status] ??
    "failed";
  const tells = ![0, 401].includes(error.status);
  return html`<${Empty}
    icon="warn"
    whole=${whole}
    tone=${error.status === 404 || error.status === 403 ? "grey" : "amber"}
    title=${t(`error.${key}`)}
    text=${tells ? error.message : t(`error.${key}.text`)}
  >
    ${again && html`<button class="button" onClick=${again}>${t("again")}</button>`}
  <//>`;
}

/** A choice of few. */
export function Segments({ value, choices, onChoose, label }) {
  return html`<div class="segments" role="group" aria-label=${label}>
    ${choices.map(([key, text]) => html`<button type="button" key=${key} aria-pressed=${String(key === value)} onClick=${() => onChoose(key)}>${text}</button>`)}
  </div>`;
}

/** A button with a list beneath it. */
export function Menu({ label, icon = "more", button, children }) {
  const [open, setOpen] = useState(false);
  const element = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    const close = (event) => {
      if (event.type === "keydown" && event.key !== "Escape") return;
      if (event.type === "pointerdown" && element.current?.contains(event.target)) return;
      setOpen(false);
      if (event.type === "keydown") element.current?.querySelector("button")?.focus();
    };
    element.current?.querySelector(".menu-list button, .menu-list a")?.focus();
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, [open]);
  const toggle = () => setOpen(!open);
  return html`<div class="menu" ref=${element}>
    ${
      button
        ? html`<button type="button" class="button" aria-expanded=${String(open)} onClick=${toggle}>${button}</button>`
        : html`<button
            type="button"
            class="iconbutton"
            aria-label=${label}
            title=${label}
            aria-expanded=${String(open)}
            onClick=${toggle}
          >
            <${Icon} name=${icon} />
          </button>`
    }
    ${open && html`<div class="menu-list" onClick=${() => setOpen(false)}>${children}</div>`}
  </div>`;
}

/** A field of a form, with its mistake beside it. */
export function Field({ name, label, hint, wrong, children }) {
  const id = `field-${name}`;
  const told = wrong ? `${id}-wrong` : hint ? `${id}-hint` : undefined;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${children({ id, name, class: "input", "aria-invalid": wrong ? "true" : undefined, "aria-describedby": told })}
    ${wrong ? html`<span class="wrong" id=${`${id}-wrong`}>${wrong}</span>` : hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
  </div>`;
}
