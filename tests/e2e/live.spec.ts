import { expect, type Page, test } from "@playwright/test";
import { type OwnServer, ownServer } from "./own-server";
import { type Reported, report, unique } from "./report";

const message = (bot_id: string, text: string): Reported => ({
  type: "message.processed",
  bot_id,
  data: { user_id: "ada", text, response_time_ms: 120 },
});
const entries = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: text });

test("an event is on the live page as soon as it is stored, newest first", async ({ page, request }) => {
  const bot = unique("chat");
  await page.goto("/live");
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  await report(request, [message(bot, `${bot} one`)]);
  await expect(entries(page, `${bot} one`)).toHaveCount(1);
  await report(request, [message(bot, `${bot} two`)]);
  await expect(entries(page, bot).first()).toContainText("two");
});

test("a pause holds back what arrives, and nothing is lost by it", async ({ page, request }) => {
  const bot = unique("chat");
  await page.goto("/live?channels=messages");
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Pause" }).click();
  await report(request, [message(bot, `${bot} meanwhile`)]);
  const resume = page.getByRole("button", { name: /^Resume \([1-9]\d* new\)$/ });
  await expect(resume).toBeVisible();
  await expect(entries(page, `${bot} meanwhile`)).toHaveCount(0);
  await resume.click();
  await expect(entries(page, `${bot} meanwhile`)).toHaveCount(1);
});

test("channels are chosen in the URL", async ({ page, request }) => {
  const bot = unique("chat");
  await page.goto("/live");
  for (const channel of ["messages", "errors", "health"])
    await page.getByRole("link", { name: `${channel} (on)` }).click();
  await expect(page).toHaveURL("/live?channels=jobs");
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  await report(request, [
    message(bot, `${bot} unwanted`),
    { type: "job.started", bot_id: bot, data: { job_id: `${bot}-wanted` } },
  ]);
  await expect(entries(page, `${bot}-wanted`)).toHaveCount(1);
  await expect(entries(page, `${bot} unwanted`)).toHaveCount(0);
});

test.describe("when Rollcall goes away and comes back", () => {
  let server: OwnServer;
  test.beforeAll(async () => {
    server = await ownServer();
  });
  test.afterAll(() => server.remove());

  test("the page says so within 10 s, then shows what it missed, each event once", async ({ page, request }) => {
    test.setTimeout(120_000);
    await report(request, [message("chat", "before")], server.origin);
    await page.goto(`${server.origin}/live`);
    await expect(page.getByText("streaming", { exact: true })).toBeVisible();
    await server.stop();
    await expect(page.getByText("Live data has stopped")).toBeVisible({ timeout: 10_000 });
    await server.start();
    await report(request, [message("chat", "meanwhile one"), message("chat", "meanwhile two")], server.origin);
    await expect(page.getByText("streaming", { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("Live data has stopped")).toBeHidden();
    await report(request, [message("chat", "after")], server.origin);
    for (const text of ["before", "meanwhile one", "meanwhile two", "after"]) {
      await expect(entries(page, text)).toHaveCount(1);
    }
    await page.waitForTimeout(6000);
    await expect(page.getByRole("listitem").filter({ hasText: "message.processed" })).toHaveCount(4);
  });
});
