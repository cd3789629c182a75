// Pictures of each page, as a desktop and a phone show it: made where SCREENSHOTS names a folder for them.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { chooseOwn, open, page, signIn } from "./browser.js";
import { start, until } from "./server.js";

const OWN = "a password for the pictures";
const FOLDER = process.env.SCREENSHOTS;
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
  "settings/users",
  "settings/connection",
];
const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", isMobile: true, hasTouch: true },
};

test("pictures of each page", { skip: FOLDER ? false : "SCREENSHOTS names no folder" }, async () => {
  await mkdir(FOLDER, { recursive: true });
  const [server, browser] = await Promise.all([start(), open()]);
  try {
    const first = await page(browser, server.address);
    await signIn(first.page, server.name, server.password);
    await chooseOwn(first.page, server.password, OWN);
    const ask = (path) => first.page.evaluate((path) => fetch(path).then((answer) => answer.json()), path);
    // An empty picture shows nothing: there have to be some calls, and a transfer among them.
    const story = await until(
      async () => (await ask("/api/calls?limit=500")).items.find((call) => call.transfers.length > 0),
      "a transferred call",
    );
    const pages = [...PAGES.map((path) => [path, path.replace("/", "-")]), [`calls/${encodeURIComponent(story.id)}`, "story"]];
    for (const [size, options] of Object.entries(SIZES)) {
      const { page: shown, context } = await page(browser, server.address, options);
      await shown.goto("/");
      await shown.getByLabel("User name").waitFor();
      await shown.screenshot({ path: join(FOLDER, `sign-in-${size}.png`) });
      await signIn(shown, server.name, OWN);
      await shown.getByRole("heading", { name: "Live", level: 1 }).waitFor();
      for (const [path, name] of pages) {
        await shown.goto(`/${path}`);
        await shown.locator("h1").first().waitFor();
        await until(async () => (await shown.locator(".skeleton").count()) === 0, `${path} without what loads`);
        await shown.waitForLoadState("load");
        await shown.screenshot({ path: join(FOLDER, `${name}-${size}.png`), animations: "disabled" });
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await server.end();
  }
});
