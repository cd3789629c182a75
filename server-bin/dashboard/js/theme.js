// Light, dark, or as the system has it.
import { effect, signal } from "./html.js";
import { keep, kept } from "./settings.js";

export const THEMES = ["system", "light", "dark"];

/** One of `THEMES`. */
export const theme = signal(THEMES.includes(kept("theme", "system")) ? kept("theme", "system") : "system");

/** Counts up when colours change: what is drawn on a canvas has to be drawn anew. */
export const colours = signal(0);

effect(() => {
  const chosen = theme.value;
  keep("theme", chosen);
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  colours.value = colours.peek() + 1;
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  colours.value += 1;
});

/** The value of a custom property, for canvases. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
