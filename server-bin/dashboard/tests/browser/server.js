// What the tests talk to: a simulated Asterisk and a callflowd that follows it, with a database of their own.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { CALLFLOWD = "callflowd", CALLFLOW = "callflow" } = process.env;
/** A busy machine may take long; nothing here waits a fixed time. */
export const PATIENCE = 120_000;

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Asks until `check` gives something. */
export async function until(check, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await Promise.resolve(check()).catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((again) => setTimeout(again, 200));
  }
}

function run(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => {
    said = (said + data).slice(-4_000);
  });
  const ended = new Promise((done) => child.on("close", done));
  return { child, ended, said: () => said };
}

/** Starts both. `restart()` ends callflowd and starts it again, on the same port and database. */
export async function start() {
  const folder = await mkdtemp(join(tmpdir(), "callflow-dashboard-"));
  const [port, ami] = [await freePort(), await freePort()];
  const config = join(folder, "callflow.toml");
  await writeFile(
    config,
    `listen = "127.0.0.1:${port}"
[database]
url = "sqlite:${join(folder, "callflow.db")}"
[journal]
path = "${join(folder, "journal.db")}"
[auth]
secure_cookies = false
[pbx.office]
host = "127.0.0.1"
port = ${ami}
username = "dashboard"
password = "a secret of the test"
`,
  );
  const address = `http://127.0.0.1:${port}`;
  const sim = run(CALLFLOW, ["sim", "--listen", `127.0.0.1:${ami}`, "--user", "dashboard", "--secret", "a secret of the test"]);
  let server;
  async function up() {
    server = run(CALLFLOWD, ["--config", config]);
    await until(async () => {
      if (server.child.exitCode !== null) throw new Error(server.said());
      return (await fetch(`${address}/readyz`)).ok;
    }, "a server that is ready");
  }
  async function down() {
    server.child.kill("SIGTERM");
    await server.ended;
  }
  await up();
  const first = await until(() => readFile(join(folder, "callflow.first-password"), "utf8"), "the first password");
  const [name, password] = first.trim().split(/\s+/);
  return {
    address,
    name,
    password,
    up,
    down,
    async end() {
      await down();
      sim.child.kill("SIGTERM");
      await sim.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
