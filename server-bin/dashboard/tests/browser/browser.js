// A browser, and pages of it that tell of every error.
import { chromium } from "playwright-core";
import axe from "axe-core";
import { PATIENCE, until } from "./server.js";

export async function open() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** A page with a session of its own; `errors` fills with what its console, or its policy, says is wrong. */
export async function page(browser, address, options = {}) {
  const context = await browser.newContext({
    baseURL: address,
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // What a server refuses is shown on the page; the browser notes it besides.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) errors.push(message.text());
  });
  await page.exposeFunction("toldByTest", (violation) => errors.push(violation));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.toldByTest(`${event.violatedDirective} forbids ${event.blockedURI || event.sample}`);
    });
  });
  return { page, errors, context };
}

export async function signIn(page, name, password) {
  await page.goto("/");
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Takes a password of one's own, and comes to the first page. */
export async function chooseOwn(page, old, own) {
  await page.getByLabel("Current password").fill(old);
  await page.getByLabel("New password").fill(own);
  await page.getByRole("button", { name: "Save and go on" }).click();
}

/** Goes to a page, and waits until it has what it shows. */
export async function visit(page, path) {
  await page.goto(path);
  await page.locator("h1").first().waitFor();
  await until(async () => (await page.locator(".skeleton").count()) === 0, `${path} without what loads`);
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds wrong, in a line each; of all rules unless some are named. */
export async function violations(page, rules = WCAG) {
  // The policy of the page lets no script in; the browser's own way does.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules);
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => `${node.target} ${node.failureSummary ?? ""}`)
        .slice(0, 3)
        .join("; ")}`,
  );
}
