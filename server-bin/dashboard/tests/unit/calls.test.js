import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, dayStart, rangeOf } from "../../js/pages/calls/filter.js";
import { cell, head, row } from "../../js/pages/calls/csv.js";
import { pause } from "../../js/live/backoff.js";

const now = Date.parse("2026-03-29T12:00:00+02:00");

test("a day begins at midnight, also the day after the clocks changed", () => {
  assert.equal(dayStart(now).getHours(), 0);
  assert.equal(dayStart(now, -1).getHours(), 0);
  const { from, to } = rangeOf("yesterday", {}, now);
  assert.equal(new Date(to) - dayStart(now), 0);
  assert.ok(from < to);
});

test("days that somebody names are taken whole", () => {
  const { from, to } = rangeOf("custom", { from: "2026-03-01", to: "2026-03-02" }, now);
  assert.equal(Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000), 48);
  assert.deepEqual(rangeOf("custom", { from: "never" }, now), { from: undefined, to: undefined });
});

test("a number is found however it is written, a name as it is", () => {
  assert.equal(asked({ text: "+1 202 555", range: "all" }, now).text, "+1202555");
  assert.equal(asked({ text: "Bob Example", range: "all" }, now).text, "Bob Example");
  assert.equal(asked({ text: " bob ", range: "all" }, now).text, "bob");
});

test("no cell is a formula, and numbers stay numbers", () => {
  for (const [value, want] of [
    ["=1+1", "'=1+1"],
    ["@sum", "'@sum"],
    ["+12025550143", "+12025550143"],
    ["-12.5", "-12.5"],
    ['a "b", c', '"a ""b"", c"'],
    [null, ""],
    [0, "0"],
  ]) {
    assert.equal(cell(value), want);
  }
});

test("a line has as many cells as the first", () => {
  const call = { id: "a", caller: { number: "101", name: "Bob, Jr." }, transfers: [], recordings: [{}] };
  assert.equal(
    row(call)
      .replace(/"[^"]*"/g, "")
      .split(",").length,
    head().split(",").length,
  );
});

test("attempts come later and later, but not later than that", () => {
  assert.ok(pause(0, 0.5) < pause(1, 0.5) && pause(1, 0.5) < pause(4, 0.5));
  assert.ok(pause(40, 1) <= 20_000);
});
