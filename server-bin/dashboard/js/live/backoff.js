// When to try again.

/** How long to wait before the nth attempt, in milliseconds: longer each time, and not all browsers at once. */
export function pause(attempt, random = Math.random()) {
  return Math.min(15_000, 500 * 2 ** attempt) * (0.75 + random / 2);
}
