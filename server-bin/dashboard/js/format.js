// Times, durations and figures as people read them. What is not known is a dash.
import { format, region } from "./i18n.js";

export const DASH = "–";

const two = (n) => String(n).padStart(2, "0");

/** `0:07`, `12:34`, `1:02:03`: of timers and lengths. */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A length of the API in milliseconds. */
export const length = (ms) => (ms === null || ms === undefined ? DASH : clock(ms));

/** A length of the API in seconds. */
export const seconds = (s) => (s === null || s === undefined ? DASH : clock(s * 1000));

/** `4.2 s`: short lengths, where tenths tell something. */
export function brief(ms) {
  if (ms === null || ms === undefined) return DASH;
  if (ms >= 60_000) return clock(ms);
  return `${number(ms / 1000, 1)} s`;
}

export function number(value, digits = 0) {
  if (value === null || value === undefined) return DASH;
  const make = () => new Intl.NumberFormat(region(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format(`number${digits}`, make).format(value);
}

export function percent(value, digits = 0) {
  return value === null || value === undefined ? DASH : `${number(value, digits)} %`;
}

const dates = (name, options) => (value) => {
  if (!value) return DASH;
  return format(name, () => new Intl.DateTimeFormat(region(), options)).format(new Date(value));
};

/** 18:10 */
export const hourMinute = dates("hm", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** 18:10:04 */
export const time = dates("hms", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
/** 20 Nov 2026 */
export const date = dates("date", { day: "numeric", month: "short", year: "numeric" });
/** Fri 20 Nov */
export const day = dates("day", { weekday: "short", day: "numeric", month: "short" });
/** 20 Nov 2026, 18:10 */
export const moment = dates("moment", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

const today = dates("ymd", { year: "numeric", month: "2-digit", day: "2-digit" });

/** The time alone if it is of today, else with its day. */
export function when(value) {
  if (!value) return DASH;
  return today(value) === today(Date.now()) ? time(value) : `${day(value)}, ${hourMinute(value)}`;
}

/** A telephone number with thin gaps, so that it can be read; the number itself stays as it is told. */
export function phone(number) {
  if (!number) return number;
  const north = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (north) return `+1 ${north[1]} ${north[2]} ${north[3]}`;
  const other = /^\+(\d{2})(\d{6,})$/.exec(number);
  return other ? `+${other[1]} ${other[2].replace(/(\d{3})(?=\d{4})/g, "$1 ")}` : number;
}

/** Two letters for a person's mark. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  if (/^\+?\d+$/.test(name)) return name.slice(-2);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? words.at(-1)[0] : (words[0]?.[1] ?? ""))).toUpperCase();
}
