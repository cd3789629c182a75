// The dashboard in a real browser, against a real server and a simulated Asterisk.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chooseOwn, open, page, signIn, violations, visit } from "./browser.js";
import { start, until } from "./server.js";

const OWN = "a password for the dashboard";
let [server, browser, admin] = [];

before(async () => {
  [server, browser] = await Promise.all([start(), open()]);
  admin = await page(browser, server.address);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

/** The API, as the signed-in page asks it. */
const api = (path) => admin.page.evaluate((path) => fetch(path).then((answer) => answer.json()), path);

test("a wrong password is told; a one-time password has to be changed first", async () => {
  await signIn(admin.page, server.name, "wrong");
  await admin.page.getByRole("alert").getByText("User name or password is wrong.").waitFor();
  await signIn(admin.page, server.name, server.password);
  await chooseOwn(admin.page, server.password, OWN);
  await admin.page.getByRole("heading", { name: "Live", level: 1 }).waitFor();
  assert.deepEqual(admin.errors, []);
});

test("a call appears by itself, and its timer ticks in its place", async () => {
  const row = admin.page.locator("tr[data-call]").first();
  await row.waitFor();
  const timer = admin.page.locator(".tile .timer, tr[data-call] .timer").first();
  await until(async () => {
    const [first, box] = [await timer.textContent(), await timer.boundingBox()];
    await admin.page.waitForTimeout(1_100);
    const [next, moved] = [await timer.textContent(), await timer.boundingBox()];
    return first !== next && box.width === moved.width;
  }, "a timer that ticks without moving");
  assert.deepEqual(admin.errors, []);
});

test("the history is filtered by the address, and saved as a table", async () => {
  await until(async () => (await api("/api/calls?disposition=answered&limit=1")).items.length, "an answered call");
  await admin.page.goto("/calls");
  await admin.page.getByLabel("Result").selectOption("answered");
  await admin.page.waitForURL(/disposition=answered/);
  await admin.page.locator(".history tbody tr").first().waitFor();
  await until(
    async () => (await admin.page.locator(".history .chip").allTextContents()).every((text) => text === "Answered"),
    "answered calls alone",
  );
  const saving = admin.page.waitForEvent("download");
  await admin.page.getByRole("button", { name: "Export CSV" }).click();
  const lines = (await readFile(await (await saving).path(), "utf8")).trim().split("\r\n");
  assert.match(lines[0], /^id,started_at,ended_at,direction,disposition,/);
  assert.ok(lines.length > 1 && lines.slice(1).every((line) => line.includes(",answered,")));
  assert.deepEqual(admin.errors, []);
});

test("a transfer is drawn, and told in words", async () => {
  const found = await until(
    async () => (await api("/api/calls?limit=500")).items.find((call) => call.transfers.length > 0),
    "a transferred call",
  );
  await admin.page.goto(`/calls/${encodeURIComponent(found.id)}`);
  await admin.page.locator(".story svg .link").first().waitFor();
  assert.ok((await admin.page.locator(".story .lane-name").count()) >= 3);
  await admin.page
    .locator(".steps")
    .getByText(/transfers the call to|hands the call over/)
    .first()
    .waitFor();
  assert.deepEqual(admin.errors, []);
});

/** Makes a user as the page of the administrator would. */
async function made(user) {
  return admin.page.evaluate(async (user) => {
    const token = document.cookie
      .split("; ")
      .find((cookie) => cookie.includes("callflow_csrf="))
      .split("=")[1];
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
    const answer = await fetch("/api/users", { method: "POST", headers, body: JSON.stringify(user) });
    return answer.json();
  }, user);
}

/** A page of somebody who signs in for the first time. */
async function firstTime(user) {
  const { one_time_password } = await made(user);
  const shown = await page(browser, server.address);
  await signIn(shown.page, user.name, one_time_password);
  await chooseOwn(shown.page, one_time_password, `a password of ${user.name} alone`);
  await shown.page.getByRole("heading", { name: "Live", level: 1 }).waitFor();
  return shown;
}

test("an agent is shown the calls of their own, and nothing that leads elsewhere", async () => {
  // So that there is something to be left out.
  const others = await until(
    async () => (await api("/api/calls?limit=500")).items.find((call) => !JSON.stringify(call.legs).includes('"101"')),
    "a call of others",
  );
  const ann = await firstTime({ name: "ann", role: "agent", numbers: ["101"] });
  await visit(ann.page, "/calls");
  await ann.page.locator(".history tbody tr").first().waitFor();
  const links = await ann.page.locator('.history a[href^="/calls/"]').evaluateAll((all) => all.map((link) => link.pathname));
  assert.ok(links.length > 0);
  // Her telephone rang in each of them, whoever took the call then.
  for (const path of links) assert.match(JSON.stringify((await api(`/api${path}`)).legs), /"101"/, path);
  await visit(ann.page, `/calls/${encodeURIComponent(others.id)}`);
  await ann.page.getByText("There is nothing here").waitFor();
  await visit(ann.page, "/settings/users");
  await ann.page.getByText("You may not see this").waitFor();
  for (const name of ["Users", "API keys", "Audit log", "Retention"])
    assert.equal(await ann.page.getByRole("link", { name, exact: true }).count(), 0, name);
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
});

test("a supervisor is shown the named queues", async () => {
  const sam = await firstTime({ name: "sam", role: "supervisor", queues: ["support"] });
  await visit(sam.page, "/queues");
  await sam.page.getByText("No queues").first().waitFor();
  await sam.context.close();
  const sue = await firstTime({ name: "sue", role: "supervisor", queues: ["sales"] });
  await visit(sue.page, "/queues");
  await sue.page.locator("main").getByRole("link", { name: "sales" }).first().waitFor();
  assert.equal(await sue.page.getByRole("link", { name: "Audit log" }).count(), 0);
  assert.deepEqual(sue.errors, []);
  await sue.context.close();
});

test("after a restart of the server the page says so, and goes on by itself", async () => {
  await admin.page.goto("/live");
  await admin.page.getByRole("heading", { name: "Live", level: 1 }).waitFor();
  await server.down();
  await admin.page.getByText("The connection to the server is lost. Trying again…").waitFor();
  await server.up();
  await admin.page.getByText("Connected again. Everything is up to date.").waitFor();
  await admin.page.locator("tr[data-call]").first().waitFor();
});

test("languages and colours are chosen, and remembered", async () => {
  await admin.page.goto("/settings/account");
  await admin.page.locator(".who").click();
  await admin.page.getByRole("button", { name: "Deutsch" }).click();
  await admin.page.getByRole("button", { name: "Dunkel" }).click();
  await admin.page.reload();
  await admin.page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  assert.equal(await admin.page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await admin.page.locator(".who").click();
  await admin.page.getByRole("button", { name: "English" }).click();
  await admin.page.getByRole("button", { name: "System" }).click();
  await admin.page.keyboard.press("Escape");
});

const PAGES = [
  "/live",
  "/wallboard",
  "/calls",
  "/queues",
  "/agents",
  "/extensions",
  "/reports",
  "/settings/account",
  "/settings/users",
  "/settings/keys",
  "/settings/connection",
  "/settings/plan",
  "/settings/webhooks",
  "/settings/retention",
  "/settings/audit",
];

// In the dark the colours are others, and nothing else.
for (const [scheme, rules] of Object.entries({ light: undefined, dark: ["color-contrast"] })) {
  test(`no page has a barrier that axe finds, ${scheme}`, async () => {
    await admin.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const path of PAGES) {
      await visit(admin.page, path);
      assert.deepEqual(await violations(admin.page, rules), [], `${path}, ${scheme}`);
    }
    assert.deepEqual(admin.errors, []);
  });
}

test("no page is wider than a phone", async () => {
  await admin.page.setViewportSize({ width: 390, height: 844 });
  for (const path of PAGES) {
    await visit(admin.page, path);
    assert.ok((await admin.page.evaluate(() => document.documentElement.scrollWidth)) <= 390, path);
  }
});
