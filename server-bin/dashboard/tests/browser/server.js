// What the tests talk to: a simulated Asterisk and a callflowd that follows it, with a database of their own.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { CALLFLOWD = "callflowd" } = process.env;
export const { CALLFLOW = "callflow" } = process.env;
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
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const keep = (data) => {
    said = (said + data).slice(-16_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = new Promise((done) => child.on("close", done));
  const end = async () => {
    // One that stands still does not hear that it is to end.
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await ended;
  };
  return { child, end, said: () => said };
}

async function isReady(server, address) {
  await until(async () => {
    if (server.child.exitCode !== null) throw new Error(server.said());
    return (await fetch(`${address}/readyz`)).ok;
  }, "a server that is ready");
}

/**
 * Starts both. `down()` and `up()` end callflowd and start it again, on the same port and database; `still()` lets nothing
 * happen on the telephones until `moving()`. `played` are arguments of `callflow sim`; what Asterisk records is in `folder`.
 */
export async function start(played = []) {
  const folder = await mkdtemp(join(tmpdir(), "callflow-dashboard-"));
  const [port, ami] = [await freePort(), await freePort()];
  const config = join(folder, "callflow.toml");
  await writeFile(
    config,
    `listen = "127.0.0.1:${port}"
[http]
requests_per_second = 0
[database]
url = "sqlite:${join(folder, "callflow.db")}"
[journal]
path = "${join(folder, "journal.db")}"
[recordings]
folders = ["/var/spool/asterisk/monitor=${folder}"]
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
  const user = ["--user", "dashboard", "--secret", "a secret of the test"];
  const sim = run(CALLFLOW, ["sim", ...played, "--listen", `127.0.0.1:${ami}`, ...user]);
  let server;
  async function up() {
    server = run(CALLFLOWD, ["--config", config]);
    await isReady(server, address);
  }
  await up();
  const first = await until(() => readFile(join(folder, "callflow.first-password"), "utf8"), "the first password");
  const [name, password] = first.trim().split(/\s+/);
  return {
    address,
    name,
    password,
    folder,
    up,
    down: () => server.end(),
    still: () => sim.child.kill("SIGSTOP"),
    moving: () => sim.child.kill("SIGCONT"),
    async end() {
      await server.end();
      await sim.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts `callflowd --demo`; who signs in is as it says. */
export async function demonstration() {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const server = run(CALLFLOWD, ["--demo", "--listen", `127.0.0.1:${port}`]);
  await isReady(server, address);
  const said = (what) => until(() => what.exec(server.said())?.[1], `a demonstration that says ${what}`);
  return {
    address,
    name: await said(/sign in as +(\S+)/),
    password: await said(/with the password +(\S+)/),
    database: await said(/Database: (\S+)/),
    end: () => server.end(),
  };
}
