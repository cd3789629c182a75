import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= {};
const { span } = await import("../../js/ui/window.js");

test("short lists are drawn whole", () => {
  assert.deepEqual(span(60, 55, 4_000, 900), { from: 0, to: 60, above: 0, below: 0 });
});

test("of a long list what is in sight is drawn, and some more, with room for the rest", () => {
  for (const top of [-300, 0, 700, 13_000, 27_400, 99_999]) {
    const { from, to, above, below } = span(500, 55, top, 900);
    assert.ok(0 <= from && from < to && to <= 500);
    assert.ok(to - from <= 70, `${to - from} rows`);
    assert.equal(above + below + (to - from) * 55, 500 * 55);
    const [first, last] = [Math.floor(Math.max(0, top) / 55), Math.ceil((top + 900) / 55)];
    if (last < 500) assert.ok(from <= first && last <= to, `${top}: ${from} to ${to}`);
  }
});

test("a little further the same is drawn", () => {
  assert.deepEqual(span(500, 55, 6_700, 900), span(500, 55, 6_710, 900));
});
