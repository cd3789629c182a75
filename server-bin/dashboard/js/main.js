// Begins: the texts, who is signed in, then the page.
import { html, render } from "./html.js";
import { useLanguage } from "./i18n.js";
import { resume } from "./session.js";
import "./theme.js";
import { App } from "./app.js";

const root = document.getElementById("app");

await useLanguage();
render(html`<${App} />`, root);

/** A server that is away for a moment is waited for. */
async function begin() {
  try {
    await resume();
  } catch {
    setTimeout(begin, 2_000);
  }
}
await begin();
