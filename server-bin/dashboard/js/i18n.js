// Texts in the reader's language, from the files in `messages/`.
import { signal } from "./html.js";
import { keep, kept } from "./settings.js";

/** Languages there is a file for, by their own names. */
export const LANGUAGES = { en: "English", de: "Deutsch" };

export const language = signal("en");
const messages = signal({});

function preferred() {
  const chosen = kept("language", null);
  if (chosen in LANGUAGES) return chosen;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  return wanted.find((tag) => tag in LANGUAGES) ?? "en";
}

/**
 * How dates and figures are written: as the browser's own region does, where that speaks the language of the page. English
 * dates are not the same in London and in New York.
 */
export function region() {
  return navigator.languages.find((tag) => tag.slice(0, 2) === language.value) ?? language.value;
}

/** Loads the texts of a language; of the preferred one unless told. */
export async function useLanguage(tag = preferred()) {
  const answer = await fetch(new URL(`../messages/${tag}.json`, import.meta.url));
  messages.value = await answer.json();
  language.value = tag;
  document.documentElement.lang = tag;
  formats.clear();
}

/** The same, and remembered. */
export async function chooseLanguage(tag) {
  keep("language", tag);
  await useLanguage(tag);
}

/** Whether there is such a text. */
export const has = (key) => key in messages.value;

/**
 * The text of `key`, with `{name}` replaced by `values.name`. With `values.count` the form for that count is taken, where
 * there is one: `key.one`, `key.other`.
 */
export function t(key, values = {}) {
  let text = messages.value[key];
  if (values.count !== undefined) {
    const form = format("plural", () => new Intl.PluralRules(language.value)).select(values.count);
    text = messages.value[`${key}.${form}`] ?? messages.value[`${key}.other`] ?? text;
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The word for a value of the API; the value itself where there is none, as newer servers may know more. */
export function word(area, value) {
  if (value === null || value === undefined) return "";
  const key = `${area}.${value}`;
  return has(key) ? t(key) : String(value).replaceAll("_", " ");
}

const formats = new Map();

/** A format of `Intl`, made once for each language. */
export function format(name, make) {
  const key = `${language.value} ${name}`;
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key);
}
