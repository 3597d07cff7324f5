import { expect, test } from "@playwright/test";
import { violationsOf } from "./axe";
import { report, unique } from "./report";

const handled = (bot: string, status_code: number, duration_ms: number) => ({
  type: "request.handled",
  bot_id: bot,
  data: { method: "GET", route: "/orders/:id", status_code, duration_ms, cache: "hit" },
});

test("a service is found in the list, and its page tells of its endpoints, in words and tables too", async ({
  page,
  request,
}) => {
  const bot = unique("api");
  await report(request, [...Array.from({ length: 19 }, () => handled(bot, 200, 40)), handled(bot, 503, 900)]);
  await page.goto("/");
  await page.getByRole("link", { name: "Services", exact: true }).click();
  await page.getByRole("searchbox", { name: "Search services" }).fill(bot);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: bot })).toContainText("5%", { timeout: 30_000 });
  await page.getByRole("link", { name: bot }).click();
  await expect(page.getByRole("row", { name: "GET /orders/:id" })).toContainText("20");
  await expect(page.getByText(/^20 requests, most at .+; 1 of them failed with 5xx\.$/)).toBeVisible();
  const chart = page.getByRole("figure").filter({ hasText: "Requests by status" });
  await chart.getByText("Show as table").click();
  await expect(page.getByRole("region", { name: "Requests by status: table" })).toContainText("19");
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("link", { name: "7d" }).click();
  await expect(page).toHaveURL(/range=7d/);
  await expect(page.getByRole("row", { name: "GET /orders/:id" })).toContainText("20");
});

test("a search that finds no service says so, and leads back", async ({ page, request }) => {
  await report(request, [handled(unique("api"), 200, 10)]);
  await page.goto("/services?q=nobody-at-all");
  await expect(page.getByRole("heading", { name: "No service matches" })).toBeVisible();
  await page.getByRole("link", { name: "Show all services" }).click();
  await expect(page.getByRole("table", { name: "Services" })).toBeVisible();
});

test("an administrator adds a scrape target, is told why it fails, changes and deletes it", async ({ page }) => {
  const [name, bot] = [unique("target"), unique("scraped")];
  await page.goto("/settings/scrape");
  await page.getByRole("button", { name: "New target" }).first().click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("textbox", { name: "Address of the metrics" }).fill("http://169.254.169.254/metrics");
  await page.getByRole("textbox", { name: "Bot id" }).fill(bot);
  await page.getByRole("button", { name: "Add target" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "inner address" })).toBeVisible();
  await page.getByRole("textbox", { name: "Address of the metrics" }).fill("http://metrics.invalid/metrics");
  await page.getByRole("button", { name: "Add target" }).click();
  await page.getByRole("button", { name: `Manage ${name}` }).click();
  await page.getByRole("button", { name: "Scrape now" }).click();
  await expect(page.getByRole("dialog").getByText("failed")).toBeVisible({ timeout: 30_000 });
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("button", { name: "Switch on" })).toBeVisible();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete target" }).click();
  await expect(page.getByRole("row", { name })).toHaveCount(0);
});
