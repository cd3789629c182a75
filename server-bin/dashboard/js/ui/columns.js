// Statistics of the API in the columns of a chart. Pure.
import { dayStart } from "../pages/calls/filter.js";

/** The beginnings of all columns: an hour without calls is one with none, not one that is missing. */
export function columns(by, at, days) {
  if (by === "hour")
    return Array.from({ length: 24 }, (_, n) => {
      const start = dayStart(at);
      start.setHours(n);
      return start.getTime();
    });
  return Array.from({ length: days }, (_, n) => dayStart(at, n - days + 1).getTime());
}

/** Rows of `/api/calls/statistics` in columns. What is in no column's beginning belongs to the one before. */
export function counted(rows, times) {
  const sums = times.map(() => ({ answered: 0, abandoned: 0, other: 0 }));
  for (const row of rows) {
    const n = times.findLastIndex((time) => time <= Date.parse(row.from));
    if (n < 0) continue;
    sums[n].answered += row.answered;
    sums[n].abandoned += row.disposition.abandoned;
    sums[n].other += row.calls - row.answered - row.disposition.abandoned;
  }
  return sums;
}
