import { expect, test } from "@playwright/test";
import { busyBot } from "./report";

test.use({ javaScriptEnabled: false });

test("without JavaScript the list says everything and its filters work", async ({ page, request }) => {
  const { bot, current } = await busyBot(request);
  await page.goto("/bots");
  await page.getByRole("searchbox", { name: "Search bots" }).fill(bot);
  await page.getByRole("button", { name: "Apply" }).click();
  const row = page.getByRole("row", { name: bot });
  await expect(row).toContainText("busy");
  await expect(row).toContainText(current);
  await expect(row).toContainText(/5m \d+s/);
  await expect(row).toContainText("66.7%");
});

test("without JavaScript the bot's charts are told in words and tables", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots/${bot}`);
  await expect(page.getByText("66.7% of 3 jobs succeeded")).toBeVisible();
  const chart = page.getByRole("figure").filter({ hasText: "Success rate and job volume" });
  await expect(chart.locator("svg[data-chart] path").first()).toBeAttached();
  await chart.getByText("Show as table").click();
  const table = page.getByRole("region", { name: "Success rate and job volume: table" });
  await expect(table.getByRole("row").filter({ hasText: "66.7%" })).toHaveCount(1);
});

test("without JavaScript the live page has the newest events", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto("/live");
  await expect(page.getByRole("listitem").filter({ hasText: bot }).first()).toBeVisible();
});
