// Pictures of each page, as a desktop and a phone show it: made where SCREENSHOTS names a folder for them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "node:test";
import { open, page, signIn, visit } from "./browser.js";
import { history } from "./history.js";
import { CALLFLOW, demonstration, until } from "./server.js";

const command = promisify(execFile);
const FOLDER = process.env.SCREENSHOTS;
/** More is too much for what lies in the repository. */
const MOST = 150 * 1_024;
const PAGES = [
  "live",
  "wallboard",
  "calls",
  "queues",
  "queues/sales",
  "agents",
  "agents/101",
  "extensions",
  "reports",
  "settings/account",
  "settings/users",
  "settings/keys",
  "settings/connection",
  "settings/plan",
  "settings/webhooks",
  "settings/retention",
  "settings/audit",
];
const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", isMobile: true, hasTouch: true, deviceScaleFactor: 1.5 },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
};
/** Pages that are worth a look in the dark. */
const DARK = ["live", "story"];

/** What has to be done on a page before it shows something. */
const FIRST = {
  "settings/plan": async (shown) => {
    await shown.getByLabel("Number").fill("92025550132");
    await shown.getByLabel("Context").fill("from-internal");
    await shown.getByRole("button", { name: "Explain" }).click();
    await shown.locator(".facts").waitFor();
  },
  "settings/connection": async (shown) => {
    await shown.getByRole("button", { name: "Examine" }).click();
    await shown.locator(".finding .sign").first().waitFor();
  },
};

/** What happened before. */
async function before(database) {
  const file = `${database}.csv`;
  await writeFile(file, history(Date.now()));
  await command(CALLFLOW, ["import", "cdr", file, "--pbx", "demo", "--database", `sqlite:${database}`]);
  await rm(file);
}

/** Some users, so that there is somebody to be seen. */
const USERS = [
  { name: "clara", display_name: "Clara Bergman", role: "supervisor", queues: ["sales", "parts"], numbers: ["100"] },
  { name: "ben", display_name: "Ben Sanders", role: "agent", numbers: ["101"] },
  { name: "isaac", display_name: "Isaac Jansson", role: "agent", numbers: ["102"] },
];

/** Programs that are told, as there are at most sites. */
const WEBHOOKS = [
  { name: "Customer records", url: "https://crm.example.com/hooks/calls", events: ["call.started", "call.ended"] },
  { name: "Chat of the sales team", url: "https://chat.example.com/hooks/4fc1", events: ["call.ended"] },
];

async function people(shown) {
  await shown.evaluate(
    async ([users, hooks]) => {
      const token = document.cookie.split("callflow_csrf=")[1].split(";")[0];
      const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
      for (const user of users) await fetch("/api/users", { method: "POST", headers, body: JSON.stringify(user) });
      const key = JSON.stringify({ name: "Reception wallboard", scopes: ["queues:read", "calls:read"] });
      await fetch("/api/api-keys", { method: "POST", headers, body: key });
      // Nothing is sent to them: such calls do not come.
      const rare = { dispositions: ["congestion"], queues: ["sales"] };
      for (const hook of hooks)
        await fetch("/api/webhooks", { method: "POST", headers, body: JSON.stringify({ ...hook, ...rare }) });
    },
    [USERS, WEBHOOKS],
  );
}

test("pictures of each page", { skip: FOLDER ? false : "SCREENSHOTS names no folder" }, async () => {
  await mkdir(FOLDER, { recursive: true });
  const [server, browser] = await Promise.all([demonstration(), open()]);
  try {
    await before(server.database);
    const first = await page(browser, server.address);
    await signIn(first.page, server.name, server.password);
    await first.page.getByRole("heading", { name: "Live", level: 1 }).waitFor();
    await people(first.page);
    const ask = (path) => first.page.evaluate((path) => fetch(path).then((answer) => answer.json()), path);
    // An empty picture shows nothing: there have to be some calls, and a transfer among them.
    const story = await until(
      async () =>
        (await ask("/api/calls?limit=100")).items.find((call) => call.transfers.some(({ kind }) => kind === "attended")),
      "a transferred call",
    );
    await first.context.close();
    const pages = [...PAGES.map((path) => [path, path.replace("/", "-")]), [`calls/${encodeURIComponent(story.id)}`, "story"]];
    for (const [size, options] of Object.entries(SIZES)) {
      const { page: shown, context, errors } = await page(browser, server.address, options);
      const picture = async (name) => {
        const path = join(FOLDER, `${name}-${size}.png`);
        // Nothing is pointed at.
        await shown.mouse.move(0, 0);
        await shown.screenshot({ path, animations: "disabled" });
        // 256 colours are enough for a page, and a third of the bytes.
        await command("pngquant", ["--force", "--ext", ".png", "--speed", "1", path]);
        const { size: bytes } = await stat(path);
        assert.ok(bytes < MOST, `${path} has ${bytes} bytes`);
      };
      await shown.goto("/");
      await shown.getByLabel("User name").waitFor();
      if (size !== "dark") await picture("sign-in");
      await signIn(shown, server.name, server.password);
      await shown.getByRole("heading", { name: "Live", level: 1 }).waitFor();
      for (const [path, name] of pages.filter(([, name]) => size !== "dark" || DARK.includes(name))) {
        await visit(shown, `/${path}`);
        await FIRST[path]?.(shown);
        await shown.waitForLoadState("load");
        const undrawn = () => shown.locator(".plot:not(:has(canvas))").count();
        await until(async () => (await undrawn()) === 0, `${path} with its charts`);
        if (path === "live") await until(async () => (await shown.locator("tr[data-call]").count()) >= 7, "some calls");
        await picture(name);
      }
      assert.deepEqual(errors, []);
      await context.close();
    }
  } finally {
    await browser.close();
    await server.end();
  }
});
