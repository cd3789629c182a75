// A recorded call: its story has a lane for the recording, and a player that plays it.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { chooseOwn, open, page, signIn, violations, visit } from "./browser.js";
import { start, until } from "./server.js";

const RECORDED = join(dirname(fileURLToPath(import.meta.url)), "../../../../captures/asterisk-22/22-mixmonitor");
/** The file that Asterisk named in it. */
const NAME = "rig-22.wav";
const RATE = 8_000;
const SECONDS = 3;

/** A tone, as Asterisk would have written it: 16 bits, one channel. */
function tone() {
  const samples = RATE * SECONDS;
  const file = Buffer.alloc(44 + 2 * samples);
  file.write("RIFF", 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(2 * RATE, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(2 * samples, 40);
  for (let n = 0; n < samples; n += 1) {
    // Louder and softer, as people speak.
    const loud = 12_000 * Math.abs(Math.sin((n / RATE) * 2.1)) * Math.abs(Math.sin((n / RATE) * 9));
    file.writeInt16LE(Math.round(loud * Math.sin((2 * Math.PI * 440 * n) / RATE)), 44 + 2 * n);
  }
  return file;
}

test("a recording is drawn with its call, and heard", async () => {
  const [server, browser] = await Promise.all([start([RECORDED, "--loop"]), open()]);
  try {
    await writeFile(join(server.folder, NAME), tone());
    const { page: shown, errors } = await page(browser, server.address);
    await signIn(shown, server.name, server.password);
    await chooseOwn(shown, server.password, "a password for recordings");
    await shown.getByRole("heading", { name: "Live", level: 1 }).waitFor();
    const ask = (path) => shown.evaluate((path) => fetch(path).then((answer) => answer.json()), path);
    const found = await until(
      async () => (await ask("/api/calls?limit=10")).items.find((call) => call.recordings.length > 0 && call.state === "ended"),
      "a recorded call that has ended",
    );
    await visit(shown, `/calls/${encodeURIComponent(found.id)}`);
    await shown.locator(".story .bar-record").first().waitFor();
    const audio = shown.locator(".player audio").first();
    await audio.waitFor();
    const length = await audio.evaluate(async (audio) => {
      const known = new Promise((done, failed) => {
        audio.addEventListener("loadedmetadata", () => done(audio.duration));
        audio.addEventListener("error", () => failed(new Error(audio.error.message)));
      });
      audio.preload = "metadata";
      audio.load();
      return known;
    });
    assert.equal(Math.round(length), SECONDS);
    const wave = shown.locator(".player img").first();
    await until(() => wave.evaluate((image) => image.complete && image.naturalWidth > 0), "the picture of the sound");
    assert.deepEqual(await violations(shown), []);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await server.end();
  }
});
