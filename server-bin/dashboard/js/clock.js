// One beat a second for all timers, in the server's time: a computer whose clock is off shows right lengths all the same.
import { html, useEffect, useRef } from "./html.js";
import { clock } from "./format.js";

/** How far the server's clock is ahead, in milliseconds. */
let ahead = 0;
let surest = Infinity;

/** Learns the server's time from an answer that took `tookMs`: the quickest answer says it best. */
export function learnTime(stamp, tookMs) {
  const at = Date.parse(stamp);
  if (Number.isNaN(at) || tookMs > surest) return;
  surest = tookMs;
  // `Date` has whole seconds: on average it is half a second late.
  const off = at + 500 + tookMs / 2 - Date.now();
  ahead = Math.abs(off) < 1_500 ? 0 : off;
}

/** Now, by the server's clock. */
export const now = () => Date.now() + ahead;

const beats = new Set();
let beating = null;

function beat() {
  const at = now();
  for (const tick of beats) tick(at);
  // At the turn of the second, so that all timers move together.
  beating = beats.size ? setTimeout(beat, 1_000 - (at % 1_000)) : null;
}

/** Calls `tick` with the time, once a second, until the answer is called. */
export function onBeat(tick) {
  beats.add(tick);
  if (beating === null) beating = setTimeout(beat, 1_000 - (now() % 1_000));
  return () => beats.delete(tick);
}

/** Timers that are in sight; of five hundred calls some twenty are. */
const shown = new WeakMap();
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) shown.get(target)?.(isIntersecting);
});

/**
 * The time since `since`. Writes its text itself: a beat draws no component anew, with five hundred calls neither. With
 * `levels` (`[[ms, name], …]`, rising) it takes the name of the highest level that is reached as `data-level`.
 */
export function Timer({ since, levels, label }) {
  const element = useRef(null);
  const begin = Date.parse(since);
  useEffect(() => {
    const node = element.current;
    let inSight = true;
    // What was long as a wait is not as a talk.
    if (!levels) delete node.dataset.level;
    const tick = (at) => {
      if (!inSight) return;
      const text = clock(at - begin);
      if (node.firstChild.data !== text) node.firstChild.data = text;
      if (!levels) return;
      const level = levels.findLast(([ms]) => at - begin >= ms)?.[1] ?? "";
      if ((node.dataset.level ?? "") !== level) node.dataset.level = level;
    };
    tick(now());
    shown.set(node, (isIn) => {
      inSight = isIn;
      tick(now());
    });
    sight.observe(node);
    const stop = onBeat(tick);
    return () => {
      sight.unobserve(node);
      stop();
    };
  }, [begin, levels]);
  return html`<time class="timer" ref=${element} datetime=${since} aria-label=${label}>${clock(now() - begin)}</time>`;
}
