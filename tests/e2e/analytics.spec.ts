import { readFile } from "node:fs/promises";
import { type APIRequestContext, expect, type Locator, type Page, test } from "@playwright/test";
import { violationsOf } from "./axe";
import { ago, report, unique } from "./report";

const DAY_SECONDS = 86_400;

test.use({ timezoneId: "Asia/Kathmandu" });

/** A chat bot with 3 messages a day for 5 days, and a job that succeeded. */
const daysBefore = (instant: Date, days: number) =>
  new Date(instant.getTime() - days * DAY_SECONDS * 1000).toISOString();

async function chattyBot(request: APIRequestContext, last = new Date(Date.now() - 60_000)): Promise<string> {
  const bot = unique("chatty");
  const messages = Array.from({ length: 15 }, (_, index) => ({
    ...{ type: "message.processed", bot_id: bot, time: daysBefore(last, Math.floor(index / 3)) },
    data: { user_id: `${bot}-user-${index % 3}`, user_name: `User ${index % 3}`, response_time_ms: 100 * (index + 1) },
  }));
  await report(request, [
    ...messages,
    { type: "job.finished", bot_id: bot, data: { job_id: "one", status: "succeeded", duration_ms: 1000 } },
  ]);
  return bot;
}

const figure = (page: Page, title: string) =>
  page.getByRole("figure").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

async function download(page: Page, chart: Locator, what: "Image (PNG)" | "Figures (CSV)") {
  await chart.getByRole("button", { name: /^Download: / }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), chart.getByRole("button", { name: what }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test("period, grain and bot are in the URL, and the figures follow", async ({ page, request }) => {
  const bot = await chattyBot(request);
  await page.goto(`/analytics?bot=${bot}`);
  await expect(page.getByText(/^15 messages, none failed; 0 in the period before\./)).toBeVisible();
  await page.getByRole("navigation", { name: "Period" }).getByRole("link", { name: "7d" }).click();
  await expect(page).toHaveURL(`/analytics?period=7d&bot=${bot}`);
  await page.getByRole("navigation", { name: "By" }).getByRole("link", { name: "Hour" }).click();
  await expect(page).toHaveURL(`/analytics?period=7d&grain=hour&bot=${bot}`);
  await expect(page.getByRole("heading", { name: "Messages by hour" })).toBeVisible();
  const day = ago(20 * DAY_SECONDS).slice(0, 10);
  await page.getByLabel("From").fill(day);
  await page.getByLabel("to", { exact: true }).fill(day);
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(new RegExp(`from=${day}&to=${day}`));
  await expect(page.getByRole("heading", { name: `Nothing of ${bot} in this period` })).toBeVisible();
  await page.getByRole("link", { name: "Last 12 months" }).click();
  await expect(page.getByText(/^15 messages, none failed/)).toBeVisible();
});

test("figures that change come by themselves", async ({ page, request }) => {
  const bot = await chattyBot(request);
  await page.clock.install();
  await page.goto(`/analytics?bot=${bot}`);
  await expect(page.getByText(/^15 messages/)).toBeVisible();
  await report(request, [{ type: "message.processed", bot_id: bot, data: { user_id: "late", response_time_ms: 5 } }]);
  // An answer that was dear is kept for up to 20 s, and told once more while the next is read: refreshes may still get it.
  await expect(async () => {
    await page.clock.runFor(31_000);
    await expect(page.getByText(/^16 messages/)).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 60_000 });
});

test("a period that ends now is asked for anew when it has moved on, once", async ({ page, request }) => {
  const bot = await chattyBot(request);
  await page.clock.install();
  await page.goto(`/analytics?bot=${bot}&period=24h`);
  await expect(page.getByText(/Hours are those of Asia/).first()).toBeVisible();
  let renders = 0;
  page.on("request", (sent) => {
    const headers = sent.headers();
    if (headers.rsc && !headers["next-router-prefetch"] && sent.url().includes("period=24h")) renders += 1;
  });
  await page.clock.runFor(5000);
  expect(renders).toBe(0);
  await page.clock.fastForward(3_600_000);
  await page.clock.runFor(5000);
  await expect.poll(() => renders).toBe(1);
  // The server's clock has not moved, so that its answer is the period that was.
  await page.clock.runFor(60_000);
  expect(renders).toBe(1);
});

test("days and the hours of the week are those of the reader's zone, or of UTC where chosen", async ({
  page,
  request,
}) => {
  const at = new Date(Date.now() - 60_000);
  const bot = await chattyBot(request, at);
  await page.goto(`/analytics?bot=${bot}&period=7d`);
  await expect(page.getByText(/Hours are those of Asia\/(Kathmandu|Katmandu)\./).first()).toBeVisible();
  await expectBusiestHour(page, at, "Asia/Kathmandu");
  await page.getByRole("navigation", { name: "Time zone" }).getByRole("link", { name: "UTC" }).click();
  await expect(page).toHaveURL(`/analytics?period=7d&bot=${bot}&tz=UTC`);
  await expect(page.getByText("Hours are those of UTC.").first()).toBeVisible();
  await expectBusiestHour(page, at, "UTC");
});

/** Reads the table behind the messages' heatmap: only the hour of the messages has any. */
async function expectBusiestHour(page: Page, at: Date, timeZone: string) {
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(at);
  const table = figure(page, "Messages in the week").getByRole("table", { includeHidden: true });
  const rows = await table
    .locator("tbody tr")
    .evaluateAll((found) =>
      found
        .filter((row) => [...row.querySelectorAll("td")].some((cell) => cell.textContent !== "0"))
        .map((row) => row.querySelector("th")?.textContent),
    );
  expect(rows).toEqual([`${hour}:00`]);
}

/** Opens the page and waits until the reader's zone has come to the server, which draws the page anew. */
async function open(page: Page, path: string) {
  await page.goto(path);
  await expect(page.getByText(/Hours are those of Asia/).first()).toBeVisible();
}

test("a chart is taken along as a PNG of twice its size, and as its figures", async ({ page, request }) => {
  const bot = await chattyBot(request);
  await open(page, `/analytics?bot=${bot}&period=7d`);
  for (const title of ["Messages by day", "Jobs by day", "Messages in the week"]) {
    const chart = figure(page, title);
    const { name, bytes } = await download(page, chart, "Image (PNG)");
    expect(name).toBe(`${title.toLowerCase().replaceAll(" ", "-")}.png`);
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const drawn = await chart.locator("svg[data-chart]").boundingBox();
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    expect(width).toBeGreaterThan(2 * drawn!.width);
    expect(width).toBeLessThan(2 * (drawn!.width + 150));
    expect(height).toBeGreaterThan(2 * (drawn!.height + 60));
    // An image of one colour would be a few hundred bytes.
    expect(bytes.length).toBeGreaterThan(5000);
  }
  const { name, bytes } = await download(page, figure(page, "Messages by day"), "Figures (CSV)");
  expect(name).toBe("messages-by-day.csv");
  const [head, ...rows] = bytes.toString("utf8").trimEnd().split("\r\n");
  expect(head).toBe("start,end,messages,messages_failed,active_users,unusual");
  expect(rows).toHaveLength(7);
  // A day in Kathmandu begins at 18:15 UTC.
  for (const row of rows) expect(row).toMatch(/^\d{4}-\d\d-\d\dT18:15:00Z,\d{4}-\d\d-\d\dT18:15:00Z,\d+,0,\d+,/);
  expect(rows.reduce((sum, row) => sum + Number(row.split(",")[2]), 0)).toBe(15);
});

test("a chart is read value by value with the arrow keys", async ({ page, request }) => {
  const bot = await chattyBot(request);
  await open(page, `/analytics?bot=${bot}&period=7d`);
  const reader = page.getByRole("slider", { name: "Messages by day: read value by value" });
  await reader.focus();
  await expect(reader).toHaveAttribute("aria-valuenow", "7");
  await expect(reader).toHaveAttribute("aria-valuetext", /Messages \d+, Failed 0$/);
  await reader.press("ArrowLeft");
  await expect(reader).toHaveAttribute("aria-valuenow", "6");
  await reader.press("Home");
  await expect(reader).toHaveAttribute("aria-valuenow", "1");
  await expect(reader.getByText("Messages")).toBeVisible();
  await reader.press("Escape");
  await expect(reader.getByText("Messages")).toBeHidden();
});

test("users are listed by page, the busiest first", async ({ page, request }) => {
  const bot = unique("crowd");
  await report(
    request,
    Array.from({ length: 60 }, (_, index) => ({
      ...{ type: "message.processed", bot_id: bot },
      data: { user_id: `${bot}-${index % 30}`, response_time_ms: 10 },
    })),
  );
  await page.goto(`/analytics?bot=${bot}`);
  const table = page.getByRole("table", { name: "Active users, the busiest first" });
  await expect(table.locator("tbody tr")).toHaveCount(25);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(table.locator("tbody tr")).toHaveCount(5);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(table.locator("tbody tr")).toHaveCount(25);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1440]) {
    test(`the page in ${colorScheme} at ${width} px is accessible and calm`, async ({ page, request }) => {
      const bot = await chattyBot(request);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const path of [`/analytics?bot=${bot}`, `/analytics?bot=${unique("nobody")}`]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1, name: "Analytics" })).toBeVisible();
        expect(await violationsOf(page)).toEqual([]);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond).toBeLessThanOrEqual(0);
      }
    });
  }
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("every chart is drawn, and has its table; the form works", async ({ page, request }) => {
    const bot = await chattyBot(request);
    await page.goto("/analytics?period=7d");
    await page.getByLabel("Bot (all)").fill(bot);
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByText(/^15 messages, none failed/)).toBeVisible();
    await expect(page.getByRole("figure")).toHaveCount(5);
    for (const chart of await page.getByRole("figure").all()) {
      expect(await chart.locator("svg[data-chart] :is(path, rect)").count()).toBeGreaterThan(0);
      await chart.getByText("Show as table").click();
      await expect(chart.getByRole("table")).toBeVisible();
      await expect(chart.getByRole("button", { name: /^Download/ })).toBeHidden();
    }
  });
});
