// Addresses of pages: `/calls/1?queue=sales`. The back button works, links can be sent.
import { batch, computed, signal } from "./html.js";

export const path = signal(location.pathname);
export const search = signal(location.search);

/** The parts of the path: `["calls", "1"]`. */
export const parts = computed(() => path.value.split("/").filter(Boolean).map(decodeURIComponent));

/** What stands behind the `?`. */
export const query = computed(() => Object.fromEntries(new URLSearchParams(search.value)));

function read() {
  batch(() => {
    path.value = location.pathname;
    search.value = location.search;
  });
}

addEventListener("popstate", read);

/** Goes to another page; without a trace in the history if it replaces the one shown. */
export function navigate(to, { replace = false } = {}) {
  if (to === location.pathname + location.search) return;
  const moves = to.split("?")[0] !== location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  read();
  if (moves) {
    scrollTo(0, 0);
    // Who listens to the page is told that it is another one.
    document.querySelector("main")?.focus({ preventScroll: true });
  }
}

/** Puts these into the address, in place of what they were. */
export function setQuery(changes) {
  const all = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") all.delete(name);
    else all.set(name, value);
  }
  const text = all.toString();
  navigate(location.pathname + (text ? `?${text}` : ""), { replace: true });
}

// A click on a link to one of our pages loads nothing anew.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || to.pathname.startsWith("/api/") || to.hash) return;
  event.preventDefault();
  navigate(to.pathname + to.search);
});
