import { expect, test } from "@playwright/test";
import { botOf, seedFleet } from "../support/big-fleet";
import { type OwnServer, ownServer } from "./own-server";
import { signIn } from "./sign-in";

let server: OwnServer;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await ownServer();
  await seedFleet(server.databaseUrl(), { bots: 2000, days: 1 });
});
test.afterAll(() => server?.remove());

test("2,000 bots are paged, searched and walked through by keys", async ({ page }) => {
  await signIn(page.context(), server.origin, "viewer");
  await page.goto(`${server.origin}/bots?sort=-p95`);
  await expect(page.getByText("1–50 of 2,000 bots")).toBeVisible();
  await page.getByRole("link", { name: "Page 40" }).click();
  await expect(page).toHaveURL(/page=40/);
  await expect(page.getByText("1,951–2,000 of 2,000 bots")).toBeVisible();

  await page.getByRole("searchbox", { name: "Search bots" }).fill(botOf(1234));
  await expect(page.getByText("1 matching, of 2,000 bots")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`q=${botOf(1234)}`));

  await page.getByRole("searchbox", { name: "Search bots" }).fill("bot-01");
  await expect(page.getByText(/of \d+ matching, of 2,000 bots/)).toBeVisible();
  await page.getByRole("searchbox", { name: "Search bots" }).blur();
  const rows = page.locator("[data-row]");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  const href = await rows.nth(0).getAttribute("href");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${server.origin}${href}`);
});
