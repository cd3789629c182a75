// The dashboard in a real browser, against a real server and a simulated Asterisk.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chooseOwn, open, page, signIn, violations } from "./browser.js";
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

test("hanging up is asked for once, with proof of the page, and the answer is told", async () => {
  await admin.page.goto("/live");
  const sent = admin.page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/hangup"));
  await until(async () => {
    const row = admin.page.locator("tr[data-call]").first();
    await row.getByRole("button", { name: /^Hang up/ }).click({ timeout: 2_000 });
    return true;
  }, "a call to hang up");
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByText("Hang up this call?").waitFor();
  await dialog.getByRole("button", { name: "Hang up" }).click();
  const headers = (await sent).headers();
  assert.ok(headers["x-csrf-token"] && headers["idempotency-key"]);
  const answer = await (await sent).response();
  // A simulated Asterisk plays what was recorded, and may refuse; either way it is told.
  if (answer.ok()) await admin.page.getByText("The call is ended.").waitFor();
  else await dialog.getByRole("alert").waitFor();
  await admin.page.keyboard.press("Escape");
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

test("an agent is shown what an agent may see", async () => {
  const made = await admin.page.evaluate(async () => {
    const token = document.cookie
      .split("; ")
      .find((cookie) => cookie.includes("callflow_csrf="))
      .split("=")[1];
    const body = JSON.stringify({ name: "ann", role: "agent", numbers: ["101"] });
    const answer = await fetch("/api/users", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
      body,
    });
    return answer.json();
  });
  const ann = await page(browser, server.address);
  await signIn(ann.page, "ann", made.one_time_password);
  await chooseOwn(ann.page, made.one_time_password, "a password of ann alone");
  await ann.page.getByRole("heading", { name: "Live", level: 1 }).waitFor();
  await ann.page.goto("/settings/users");
  await ann.page.getByText("You may not see this").waitFor();
  assert.equal(await ann.page.getByRole("link", { name: "Audit log" }).count(), 0);
  assert.deepEqual(ann.errors, []);
  await ann.context.close();
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
  "/settings/audit",
];

for (const scheme of ["light", "dark"]) {
  test(`no page has a barrier that axe finds, ${scheme}`, async () => {
    await admin.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const path of PAGES) {
      await admin.page.goto(path);
      await admin.page.locator("h1").first().waitFor();
      await until(async () => (await admin.page.locator(".skeleton").count()) === 0, `${path} without what loads`);
      assert.deepEqual(await violations(admin.page), [], `${path}, ${scheme}`);
    }
    assert.deepEqual(admin.errors, []);
  });
}

test("no page is wider than a phone", async () => {
  await admin.page.setViewportSize({ width: 390, height: 844 });
  for (const path of PAGES) {
    await admin.page.goto(path);
    await admin.page.locator("h1").first().waitFor();
    await until(async () => (await admin.page.locator(".skeleton").count()) === 0, `${path} without what loads`);
    assert.equal(await admin.page.evaluate(() => document.documentElement.scrollWidth), 390, path);
  }
});
