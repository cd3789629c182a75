/** When to connect again. */

const FIRST_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait before the attempt of this number, from 1: twice as long each time, and between half of that and all of it,
 * so that clients of a server that was restarted do not all come at once.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return whole / 2 + (whole / 2) * random();
}
