import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, counted } from "../../js/ui/columns.js";

const HOUR = 3_600_000;
const now = Date.parse("2026-03-29T15:30:00Z");
const row = (from, calls, answered, abandoned) => ({
  from: new Date(from).toISOString(),
  calls,
  answered,
  disposition: { abandoned },
});

test("a day has all its hours, a week all its days, in their order", () => {
  const hours = columns("hour", now, 0);
  assert.equal(new Date(hours[0]).getHours(), 0);
  assert.ok(hours.length === 24 && hours.every((at, n) => n === 0 || at >= hours[n - 1]));
  const days = columns("day", now, 7);
  assert.equal(days.length, 7);
  assert.ok(days.every((at) => new Date(at).getHours() === 0));
  assert.ok(days.at(-1) <= now && now - days.at(-1) < 25 * HOUR);
});

test("rows add up in their column, and nothing is counted twice", () => {
  const days = columns("day", now, 2);
  const sums = counted([row(days[0] + HOUR, 5, 3, 1), row(days[0] + 5 * HOUR, 2, 2, 0), row(days[1], 1, 0, 1)], days);
  assert.deepEqual(sums, [
    { answered: 5, abandoned: 1, other: 1 },
    { answered: 0, abandoned: 1, other: 0 },
  ]);
});

test("what is before the first column is in none", () => {
  const days = columns("day", now, 2);
  assert.deepEqual(counted([row(days[0] - HOUR, 9, 9, 0)], days)[0], { answered: 0, abandoned: 0, other: 0 });
});
