// What the page costs: bytes, and that nothing moves while timers tick.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chooseOwn, open, page, signIn, visit } from "./browser.js";
import { start, until } from "./server.js";

const OWN = "a password for what it weighs";
const MOST = 300 * 1_024;
const PAGES = ["wallboard", "calls", "queues", "queues/sales", "agents", "extensions", "reports", "settings/account"];
let [server, browser] = [];

before(async () => {
  [server, browser] = await Promise.all([start(), open()]);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

/** Bytes that came over the network since, headers included. */
async function weighed(shown) {
  const network = await shown.context.newCDPSession(shown.page);
  await network.send("Network.enable");
  const ofFiles = new Set();
  let [files, all] = [0, 0];
  network.on("Network.responseReceived", ({ requestId, response }) => {
    if (!new URL(response.url).pathname.startsWith("/api/")) ofFiles.add(requestId);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    all += encodedDataLength;
    if (ofFiles.has(requestId)) files += encodedDataLength;
  });
  return { files: () => files, all: () => all };
}

test("all pages together weigh less than 300 KiB, the first one with its data too", async (t) => {
  const shown = await page(browser, server.address);
  const bytes = await weighed(shown);
  await signIn(shown.page, server.name, server.password);
  await chooseOwn(shown.page, server.password, OWN);
  await shown.page.locator("tr[data-call]").first().waitFor();
  const first = bytes.all();
  const painted = await shown.page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  t.diagnostic(`the first page: ${(first / 1_024).toFixed(1)} KiB; first content after ${Math.round(painted)} ms`);
  assert.ok(first > 10_000 && first < MOST, `${first} bytes`);
  for (const path of PAGES) await visit(shown.page, `/${path}`);
  t.diagnostic(`all pages: ${(bytes.files() / 1_024).toFixed(1)} KiB of files`);
  assert.ok(bytes.files() < MOST, `${bytes.files()} bytes`);
  // The second time what was kept is not sent again.
  const before = bytes.files();
  await visit(shown.page, "/calls");
  assert.ok(bytes.files() - before < 4_096, `${bytes.files() - before} bytes for a page that was there before`);
  await shown.context.close();
});

test("nothing moves while timers tick", async (t) => {
  const shown = await page(browser, server.address);
  await signIn(shown.page, server.name, OWN);
  await shown.page.locator("tr[data-call] .timer").first().waitFor();
  // What Asterisk tells may move things: a call that ends makes room. So it tells nothing for a while.
  server.still();
  try {
    const ticked = await shown.page.evaluate(async () => {
      const texts = () => [...document.querySelectorAll(".timer")].map((timer) => timer.textContent);
      const settled = () => new Promise((done) => setTimeout(done, 1_500));
      await settled();
      const shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value))).observe({
        type: "layout-shift",
      });
      const seen = new Set();
      while (seen.size < 4) {
        seen.add(texts().join());
        await new Promise((done) => requestAnimationFrame(done));
      }
      return { shifts, timers: texts().length };
    });
    t.diagnostic(`${ticked.timers} timers`);
    assert.ok(ticked.timers > 0);
    assert.deepEqual(ticked.shifts, []);
  } finally {
    server.moving();
  }
  await shown.context.close();
});
