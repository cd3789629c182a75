// What somebody sees who has just started `callflowd --demo`, and that a press of a button ends a call.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, page, signIn } from "./browser.js";
import { demonstration, until } from "./server.js";

/** What is aimed at may go meanwhile: after so many milliseconds the next one is. A busy machine draws a frame a second. */
const AIMING = 15_000;
let [server, browser, shown] = [];

before(async () => {
  [server, browser] = await Promise.all([demonstration(), open()]);
  shown = await page(browser, server.address);
  await signIn(shown.page, server.name, server.password);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

test("calls, queues and agents come by themselves", async () => {
  await shown.page.locator("tr[data-call]").first().waitFor();
  await shown.page.locator(".queueline").nth(3).waitFor();
  await shown.page.locator(".agentline").first().waitFor();
  assert.deepEqual(shown.errors, []);
});

test("a call is hung up from the page: asked first, sent once, with proof of the page, and it ends", async () => {
  const { page } = shown;
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/hangup"));
  const id = await until(async () => {
    const row = page.locator("tr[data-call]", { hasText: "Talking" }).last();
    const id = await row.getAttribute("data-call", { timeout: AIMING });
    await row.getByRole("button", { name: /^Hang up/ }).click({ timeout: AIMING });
    return id;
  }, "a call to hang up");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Hang up this call?").waitFor();
  await dialog.getByRole("button", { name: "Hang up" }).click();
  const request = await sent;
  const headers = request.headers();
  assert.ok(headers["x-csrf-token"] && headers["idempotency-key"]);
  assert.ok(request.url().includes(encodeURIComponent(id)), `${request.url()} is not of ${id}`);
  const answer = await request.response();
  assert.ok(answer.ok(), `${answer.status()}: ${await answer.text()}`);
  await page.getByText("The call is ended.").waitFor();
  await until(async () => (await page.locator(`tr[data-call="${id}"]`).count()) === 0, "a list without the call");
  assert.deepEqual(shown.errors, []);
});

test("what the simulated Asterisk cannot do is told where it was asked for", async () => {
  const { page } = shown;
  await until(async () => {
    await page
      .locator(".agentline")
      .first()
      .getByRole("button", { name: /^Pause/ })
      .click({ timeout: AIMING });
    return true;
  }, "an agent to pause");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await dialog.getByRole("alert").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});
