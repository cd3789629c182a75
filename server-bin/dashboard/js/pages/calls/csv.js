// A table of calls for other programs.

const COLUMNS = {
  id: (call) => call.id,
  started_at: (call) => call.started_at,
  ended_at: (call) => call.ended_at,
  direction: (call) => call.direction,
  disposition: (call) => call.disposition,
  caller_number: (call) => call.caller.number,
  caller_name: (call) => call.caller.name,
  dialled: (call) => call.dialled,
  answered_by: (call) => call.answered_by,
  answered_by_name: (call) => call.answered_by_name,
  final_party: (call) => call.final_party,
  queue: (call) => call.queue,
  wait_ms: (call) => call.wait_ms,
  talk_ms: (call) => call.talk_ms,
  hold_ms: (call) => call.hold_ms,
  duration_ms: (call) => call.duration_ms,
  hung_up_by: (call) => call.hung_up_by,
  transfers: (call) => call.transfers.length,
  recordings: (call) => call.recordings.length,
};

/**
 * One cell. A spreadsheet takes a text that begins with one of these for a formula, and a caller chooses its own name: such
 * a text gets a quote before it; a telephone number computes nothing and stays as it is.
 */
export function cell(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (/^[=+\-@\t\r]/.test(text) && !/^[+-]\d+(\.\d+)?$/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells) => `${cells.map(cell).join(",")}\r\n`;

/** The first line. */
export const head = () => line(Object.keys(COLUMNS));

/** The line of a call. */
export const row = (call) => line(Object.values(COLUMNS).map((of) => of(call)));

/** Saves a text as a file. */
export function save(name, parts, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
