// Five hundred calls at once: what the browser's own trace says of the page then. It tells figures, and is run by name
// (scripts/check-dashboard --many): they are those of a machine that does nothing else.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { chooseOwn, open, page, signIn } from "./browser.js";
import { start, until } from "./server.js";

const CALLS = 500;
/** So long the page is watched, in milliseconds. */
const WATCHED = 20_000;
/** A task that takes longer is felt (W3C Long Tasks). */
const LONG = 50;
const captures = join(dirname(fileURLToPath(import.meta.url)), "../../../../captures/asterisk-22");
const RECORDINGS = ["16-hold", "14-attended-transfer-dtmf", "22-mixmonitor", "09-queue-answered-after-wait"];

/** What a trace says of the main thread and of frames. */
function told(trace) {
  const events = JSON.parse(trace).traceEvents;
  const main = events.find((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain");
  const tasks = events.filter((event) => event.name === "RunTask" && event.tid === main.tid && event.pid === main.pid);
  // The processor's time besides: where other programs take it away, tasks last and do nothing.
  const [lengths, worked] = ["dur", "tdur"].map((of) => tasks.map((task) => (task[of] ?? 0) / 1_000).sort((a, b) => b - a));
  const share = (all) => `${((100 * all.reduce((total, length) => total + length, 0)) / WATCHED).toFixed(1)} %`;
  const count = (name) => events.filter((event) => event.name === name && event.pid === main.pid).length;
  return {
    busy: share(lengths),
    longest: `${lengths[0].toFixed(1)} ms`,
    long: lengths.filter((length) => length >= LONG).length,
    worked: share(worked),
    longestWorked: `${worked[0].toFixed(1)} ms`,
    longWorked: worked.filter((length) => length >= LONG).length,
    drawn: count("DrawFrame"),
    dropped: count("DroppedFrame"),
  };
}

test("five hundred calls at once", async (t) => {
  // Some of them are between two calls.
  const paths = Array.from({ length: 1.4 * CALLS }, (_, n) => join(captures, RECORDINGS[n % RECORDINGS.length]));
  // Ten times as slow as recorded: calls of one or two minutes.
  const played = [...paths, "--together", "--stagger", "0.005", "--loop", "--speed", "0.1", "--wait", "never"];
  const [server, browser] = await Promise.all([start(played), open()]);
  try {
    const shown = await page(browser, server.address);
    await signIn(shown.page, server.name, server.password);
    await chooseOwn(shown.page, server.password, "a password for many calls");
    const counted = async () => Number(/\d+/.exec(await shown.page.locator(".livebar button").first().textContent())[0]);
    await until(async () => (await counted()) >= CALLS, `${CALLS} calls`);
    await browser.startTracing(shown.page, {
      categories: [
        "toplevel",
        "devtools.timeline",
        "disabled-by-default-devtools.timeline",
        "disabled-by-default-devtools.timeline.frame",
      ],
    });
    await shown.page.waitForTimeout(WATCHED);
    const trace = told(await browser.stopTracing());
    t.diagnostic(`${await counted()} calls, ${WATCHED / 1_000} s: ${JSON.stringify(trace)}`);
    assert.deepEqual(shown.errors, []);
  } finally {
    await browser.close();
    await server.end();
  }
});
