// A `callflowd --demo`: a simulated Asterisk that plays recorded calls.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BUILT = new URL("../../../target/debug/callflowd", import.meta.url);

/** Starts it on this port, any unless told, and waits until it says how to come in. */
export async function demo(port = 0) {
  const program = process.env.CALLFLOWD ?? fileURLToPath(BUILT);
  const child = spawn(program, ["--demo", "--listen", `127.0.0.1:${port}`], {
    env: { CALLFLOW_HTTP_REQUESTS_PER_SECOND: "0", CALLFLOW_REALTIME_CHECK_SECONDS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = [];
  const said = Promise.withResolvers?.() ?? resolvers();
  const read = (line) => {
    lines.push(line);
    const found = /X-API-Key: (\S+)' (\S+)\/api\/calls/.exec(line);
    if (found) said.resolve({ key: found[1], url: found[2] });
  };
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", read);
  const ended = once(child, "exit");
  ended.then(() => said.reject(new Error(`callflowd ended: ${lines.join("\n")}`)));
  const { key, url } = await said.promise;
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  return { key, url, stop: () => end("SIGTERM"), kill: () => end("SIGKILL"), get: (path) => get(url, path, key) };
}

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

async function get(url, path, key) {
  const answer = await fetch(new URL(path, url), { headers: { "x-api-key": key } });
  return answer.json();
}

/** Waits until something holds. */
export async function until(what, holds) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
