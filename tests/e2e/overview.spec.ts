import { expect, test } from "@playwright/test";
import { violationsOf } from "./axe";
import { ownServer } from "./own-server";
import { ago, busyBot, report, unique } from "./report";
import { signIn } from "./sign-in";

test("a dependency that is down is told at once, and on a click by whom and why", async ({ page, request }) => {
  const [bot, other, component] = [unique("chat"), unique("chat"), unique("mail server")];
  const check = (bot_id: string, data: object) => ({
    type: "dependency.checked",
    bot_id,
    data: { component, ...data },
  });
  await report(request, [
    check(bot, { status: "down", detail: "connection refused", latency_ms: 1500 }),
    check(other, { status: "up", latency_ms: 12 }),
  ]);
  await page.goto("/");
  const card = page.locator("details").filter({ hasText: component });
  await expect(card.getByText("down", { exact: true }).first()).toBeVisible();
  await expect(card.getByText("connection refused").first()).toBeVisible();
  await expect(card.getByRole("table")).toBeHidden();

  await card.locator("summary").focus();
  await page.keyboard.press("Enter");
  const said = card.getByRole("table", { name: `What bots say of ${component}` });
  await expect(said.getByRole("row").filter({ hasText: bot })).toContainText("connection refused");
  await expect(said.getByRole("row").filter({ hasText: other })).toContainText("12ms");
  expect(await violationsOf(page)).toEqual([]);
  await said.getByRole("link", { name: bot }).click();
  await expect(page).toHaveURL(`/bots/${bot}`);
});

test("what happens is beside the figures at once, and the figures follow", async ({ page, request }) => {
  const bot = unique("chat");
  await report(request, [{ type: "message.processed", bot_id: bot, data: { user_id: "ann", response_time_ms: 40 } }]);
  await page.goto("/");
  const live = page.getByRole("list", { name: "Newest events" });
  await expect(live).toContainText(bot);
  const figure = page.getByLabel("Figures of the last 24 hours").getByText("Messages, 24 h").locator("xpath=..");
  const count = async () => Number((await figure.locator("dd span span").first().textContent())?.replaceAll(",", ""));
  const before = await count();

  const user = unique("user");
  await report(
    request,
    Array.from({ length: 5 }, () => ({ type: "message.processed", bot_id: bot, data: { user_id: user } })),
  );
  await expect(live.getByText(user).first()).toBeVisible();
  await expect.poll(count, { timeout: 15_000 }).toBeGreaterThanOrEqual(before + 5);
});

test("a bot that breaks its contract is among those that need attention, with the reason", async ({
  page,
  request,
}) => {
  // Of its own, since only the most urgent bots are named.
  const server = await ownServer();
  try {
    const job = { job_id: "long", status: "succeeded", duration_ms: 900_000 };
    await report(request, [{ type: "job.finished", bot_id: "slow", data: job }], server.origin);
    await signIn(page.context(), server.origin, "viewer");
    await page.goto(`${server.origin}/`);
    const list = page.getByRole("list", { name: "Bots that need attention first" });
    await expect(list.getByRole("listitem")).toContainText(["It took 15m 0s; the limit is 10m 0s."]);
    await expect(page.getByText("1 bot needs attention.")).toBeVisible();
  } finally {
    await server.remove();
  }
});

test("a queue is searched for, opened over time, and its period is in the URL", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  const queue = unique("mails");
  await report(request, [
    { type: "queue.sampled", bot_id: bot, time: ago(2000), data: { queue, pending: 12 } },
    {
      type: "queue.sampled",
      bot_id: bot,
      data: { queue, pending: 45, processing: 3, dead_letter: 2, oldest_age_seconds: 75 },
    },
  ]);
  await page.goto("/queues");
  await page.getByRole("searchbox", { name: "Search queues" }).fill(queue.toUpperCase());
  await expect(page).toHaveURL(new RegExp(`q=${queue.toUpperCase()}`));
  const row = page.getByRole("table", { name: "Queues" }).getByRole("row").filter({ hasText: queue });
  await expect(row).toContainText("45");
  await expect(row).toContainText("1m 15s");

  await row.getByRole("link", { name: queue }).click();
  const history = page.getByRole("region", { name: `Queue ${queue}` });
  await expect(history).toContainText("At most 45 waited");
  await history.getByRole("link", { name: "7d" }).click();
  await expect(page).toHaveURL(/range=7d/);
  await page.reload();
  await expect(history.getByRole("link", { name: "7d" })).toHaveAttribute("aria-current", "true");
  await history.getByText("Show as table").first().click();
  await expect(history.getByRole("rowheader").first()).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await history.getByRole("link", { name: "Close" }).click();
  await expect(history).toBeHidden();

  await page.getByRole("searchbox", { name: "Search queues" }).fill("no such queue at all");
  await expect(page.getByText("No queue matches")).toBeVisible();
  await page.getByRole("link", { name: "Show all queues" }).click();
  await expect(row).toBeVisible();
});

test("without JavaScript both pages say everything", async ({ browser, request, baseURL }) => {
  const { bot } = await busyBot(request);
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByText("mail server").first()).toBeVisible();
  await expect(page.locator("figure svg[data-chart]").first()).toBeVisible();
  await page.locator("summary", { hasText: "mail server" }).first().click();
  await expect(page.getByRole("link", { name: bot }).first()).toBeVisible();
  await page.goto("/queues?queue=mails");
  await expect(page.getByRole("region", { name: "Queue mails" }).locator("svg[data-chart]").first()).toBeVisible();
  await context.close();
});
