import { expect, test } from "@playwright/test";
import { busyBot, report, unique } from "./report";

test("a bot is listed with what it does, and its duration ticks", async ({ page, request }) => {
  const { bot, current } = await busyBot(request);
  await page.goto(`/bots?q=${bot}`);
  const row = page.getByRole("row", { name: bot });
  await expect(row).toContainText("busy");
  await expect(row.getByRole("link", { name: current })).toBeVisible();
  await expect(row).toContainText("66.7%");
  await expect(row.getByRole("img", { name: /^Last 24 hours: 3 jobs finished, 1 failed/ })).toBeVisible();
  const timer = row.getByRole("timer");
  await expect(timer).toHaveText(/^5m [3-5]\ds$/);
  const first = await timer.textContent();
  await expect(timer).not.toHaveText(first ?? "");
});

test("a bot that changes is shown changed within 10 s, without a reload", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots?q=${bot}`);
  const row = page.getByRole("row", { name: bot });
  await expect(row).toContainText("66.7%");
  await report(request, [{ type: "job.finished", bot_id: bot, data: { job_id: "more", status: "succeeded" } }]);
  await expect(row).toContainText("75%", { timeout: 10_000 });
});

test("a list that could not be refreshed for a while goes on by itself", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots?q=${bot}`);
  const row = page.getByRole("row", { name: bot });
  await expect(row).toContainText("66.7%");
  let refused = 0;
  await page.route("**/api/bots?*", (route) => {
    refused += 1;
    return route.abort();
  });
  await expect.poll(() => refused, { timeout: 40_000 }).toBeGreaterThanOrEqual(4);
  await report(request, [{ type: "job.finished", bot_id: bot, data: { job_id: "more", status: "succeeded" } }]);
  await page.unroute("**/api/bots?*");
  await expect(row).toContainText("75%");
});

test("search, filters and order are in the URL and survive a reload", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto("/bots");
  await page.getByRole("searchbox", { name: "Search bots" }).fill(bot);
  await expect(page).toHaveURL(`/bots?q=${bot}`);
  await page.getByLabel("Status").selectOption("busy");
  await expect(page).toHaveURL(`/bots?q=${bot}&status=busy`);
  await page.getByRole("link", { name: "p95" }).click();
  await expect(page).toHaveURL(`/bots?q=${bot}&status=busy&sort=-p95`);
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search bots" })).toHaveValue(bot);
  await expect(page.getByLabel("Status")).toHaveValue("busy");
  await expect(page.getByRole("columnheader", { name: "p95" })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("row", { name: bot })).toBeVisible();
});

test("filters that fit no bot say so and lead back", async ({ page, request }) => {
  await busyBot(request);
  await page.goto(`/bots?q=${unique("nobody")}`);
  await expect(page.getByRole("heading", { name: "No bot matches these filters" })).toBeVisible();
  await page.getByRole("link", { name: "Show all bots" }).click();
  await expect(page).toHaveURL("/bots");
  await expect(page.getByRole("table", { name: "Bots" })).toBeVisible();
});

test("a filter that does not exist is explained", async ({ page, request }) => {
  await busyBot(request);
  await page.goto("/bots?status=sleepy");
  await expect(page.getByRole("heading", { name: "This address asks for something unknown" })).toBeVisible();
});

test("the bot's page has figures, charts with their tables, and what the bot reports", async ({ page, request }) => {
  const { bot, failed } = await busyBot(request);
  await page.goto(`/bots/${bot}`);
  await expect(page.getByRole("heading", { level: 1, name: bot })).toBeVisible();
  await expect(page.getByText("66.7% of 3 jobs succeeded")).toBeVisible();
  await expect(page.getByRole("figure").locator("svg[data-chart]")).toHaveCount(5);
  await expect(page.getByText(/^Alive in (\d+) of \1 minutes/)).toBeVisible();
  await page.getByRole("figure").filter({ hasText: "Success rate and job volume" }).getByText("Show as table").click();
  await expect(page.getByRole("region", { name: "Success rate and job volume: table" })).toBeVisible();
  await expect(page.getByRole("row", { name: "mails 45" })).toBeVisible();
  await expect(page.getByRole("row", { name: /mail server/ })).toContainText("degraded");
  await expect(page.getByRole("row", { name: failed })).toContainText("no answer within 30 s");
  await expect(page.getByRole("row", { name: /^TimeoutError/ })).toContainText("ago");
  await page.getByRole("link", { name: "7d" }).click();
  await expect(page).toHaveURL(`/bots/${bot}?range=7d`);
  await expect(page.getByRole("link", { name: "7d" })).toHaveAttribute("aria-current", "true");
});

test("a job's page tells its life, its error and its events", async ({ page, request }) => {
  const { bot, current, failed } = await busyBot(request);
  await page.goto(`/bots/${bot}/jobs/${failed}`);
  await expect(page.getByText("after waiting 42s")).toBeVisible();
  await expect(page.getByText("TimeoutError: no answer within 30 s")).toBeVisible();
  await expect(page.getByRole("region", { name: "Stack" })).toContainText("at send (mailer.ts:42)");
  await expect(page.getByRole("row", { name: /job\.finished/ })).toBeVisible();
  await page.goto(`/bots/${bot}/jobs/${current}`);
  await expect(page.getByText("62% · uploading", { exact: true })).toBeVisible();
  await expect(page.getByRole("timer")).toHaveText(/^5m \d+s$/);
});

test("what does not exist answers 404", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  for (const path of ["/bots/nobody", `/bots/${bot}/jobs/none`, "/nowhere"]) {
    expect((await page.goto(path))?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

test("a time tells local, UTC and epoch on focus, and hides them on Escape", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots?q=${bot}`);
  const time = page.getByRole("row", { name: bot }).getByRole("button").filter({ visible: true }).first();
  await expect(time).not.toHaveAttribute("title", /UTC/);
  await time.focus();
  const tip = page.getByRole("tooltip");
  await expect(tip).toContainText("Local");
  await expect(tip).toContainText("UTC");
  await expect(tip).toContainText(/Epoch\d{10}/);
  await page.keyboard.press("Escape");
  await expect(tip).toBeHidden();
});
