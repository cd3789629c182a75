// What is asked of the history: the address says it, so that a search can be sent to somebody.

export const RANGES = ["today", "yesterday", "week", "month", "all", "custom"];

/** The beginning of a day, so many days from that of `now`, in this browser's time zone: across summer time, too. */
export function dayStart(now, days = 0) {
  const at = new Date(now);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
}

/** `{from, to}` of a range, as the API takes them. */
export function rangeOf(name, query, now) {
  const stamp = (at) => at?.toISOString();
  switch (name) {
    case "today":
      return { from: stamp(dayStart(now)) };
    case "yesterday":
      return { from: stamp(dayStart(now, -1)), to: stamp(dayStart(now)) };
    case "week":
      return { from: stamp(dayStart(now, -6)) };
    case "month":
      return { from: stamp(dayStart(now, -29)) };
    case "custom": {
      const day = (text, plus) =>
        /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? dayStart(new Date(`${text}T12:00`), plus) : undefined;
      return { from: stamp(day(query.from, 0)), to: stamp(day(query.to, 1)) };
    }
    default:
      return {};
  }
}

const FIELDS = ["text", "direction", "disposition", "queue", "agent", "number"];

/** The parameters of `/api/calls` for an address. */
export function asked(query, now) {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, query[name]]));
  const text = fields.text?.trim();
  // A number is written with gaps on the page, and stored without.
  const looked = /^\+?[\d ]+$/.test(text) ? text.replaceAll(" ", "") : text;
  return { ...fields, text: looked, ...rangeOf(query.range ?? "week", query, now) };
}
