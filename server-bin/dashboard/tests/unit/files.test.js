import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const read = (path) => readFileSync(join(root, path), "utf8");
const files = (folder, end) =>
  readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));
const scripts = files("js", ".js");
const messages = { en: JSON.parse(read("messages/en.json")), de: JSON.parse(read("messages/de.json")) };

test("both languages have the same texts, with the same places in them", () => {
  assert.deepEqual(Object.keys(messages.de), Object.keys(messages.en));
  const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, text] of Object.entries(messages.en)) {
    assert.deepEqual(new Set(places(messages.de[key])), new Set(places(text)), key);
    assert.ok(messages.de[key].trim() && text.trim(), key);
  }
});

test("every text that is asked for is there", () => {
  const there = (key) => key in messages.en || `${key}.other` in messages.en;
  for (const path of scripts) {
    for (const [, key] of read(path).matchAll(/\bt\("([^"]+)"/g)) assert.ok(there(key), `${path}: ${key}`);
    // Of those that are put together the beginning is.
    for (const [, begin] of read(path).matchAll(/\bt\(`([\w.]+\.)\$\{/g))
      assert.ok(
        Object.keys(messages.en).some((key) => key.startsWith(begin)),
        `${path}: ${begin}`,
      );
  }
});

test("whatever the audit log tells of has a text", () => {
  const told = readFileSync(join(root, "../../accounts/src/audit.rs"), "utf8").matchAll(
    /const \w+: &str = "([a-z_]+\.[a-z_]+)"/g,
  );
  const actions = [...told].map(([, action]) => action);
  assert.ok(actions.length > 10);
  for (const action of actions) assert.ok(`audit.did.${action}` in messages.en, action);
});

test("every import leads to a file", () => {
  for (const path of [...scripts, ...files("vendor", ".mjs")]) {
    for (const [, place] of read(path).matchAll(/(?:\bfrom\s*|import\()"([^",\s]+)"/g)) {
      assert.match(place, /^\.{1,2}\//, `${path}: ${place} is a bare name`);
      assert.doesNotThrow(() => read(join(dirname(path), place)), `${path}: ${place}`);
    }
  }
});

test("nothing stands in the page that its policy forbids", () => {
  const page = read("index.html");
  assert.ok(!/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:/.test(page));
  for (const path of scripts) assert.ok(!/innerHTML|dangerouslySetInnerHTML|\beval\(|style="|onclick=/.test(read(path)), path);
});

test("the dark colours are the same, chosen or by the system", () => {
  const css = read("css/tokens.css");
  const block = (begin) =>
    css
      .slice(css.indexOf(begin) + begin.length, css.indexOf("}", css.indexOf(begin)))
      .replace(/\s+/g, " ")
      .trim();
  assert.equal(block('\n[data-theme="dark"] {'), block(":root:not([data-theme]) {"));
});

/** Relative luminance (WCAG 2.2). */
function luminance(hex) {
  const [r, g, b] = [1, 3, 5]
    .map((n) => parseInt(hex.slice(n, n + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("texts and their grounds have a contrast of 4.5 to 1, in light and dark", () => {
  const css = read("css/tokens.css");
  for (const begin of [":root {", '\n[data-theme="dark"] {']) {
    const block = css.slice(css.indexOf(begin), css.indexOf("}", css.indexOf(begin)));
    const colour = Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
    const pairs = [
      ["text", "ground"],
      ["text", "surface"],
      ["text", "sunken"],
      ["soft", "surface"],
      ["soft", "ground"],
      ["soft", "sunken"],
      ["accent", "surface"],
      ["accent-strong", "accent-soft"],
      ["on-accent", "accent"],
    ];
    for (const tone of ["green", "amber", "red", "blue", "violet", "teal", "grey"])
      pairs.push([tone, `${tone}-soft`], [tone, "surface"]);
    for (const [text, ground] of pairs) {
      const [a, b] = [luminance(colour[text]), luminance(colour[ground])].sort((x, y) => y - x);
      assert.ok((a + 0.05) / (b + 0.05) >= 4.5, `${begin} ${text} on ${ground}: ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
    }
  }
});
