import { type BrowserContext, expect, type Page, type Request, test } from "@playwright/test";
import { report, unique } from "./report";

const STREAM = "/api/events/stream";

/** The streams that the pages of a browser have open, by page. */
function openStreams(context: BrowserContext): () => Page[] {
  const open = new Map<Request, Page>();
  context.on("request", (request) => {
    if (request.url().includes(STREAM)) open.set(request, request.frame().page());
  });
  context.on("requestfinished", (request) => open.delete(request));
  context.on("requestfailed", (request) => open.delete(request));
  return () => [...open.values()].filter((page) => !page.isClosed());
}

async function openTabs(context: BrowserContext, count: number, path: string): Promise<Page[]> {
  const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(path)));
  for (const tab of tabs) await expect(tab.getByText("streaming", { exact: true })).toBeVisible();
  return tabs;
}

const jobs = (bot_id: string, from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ type: "job.started", bot_id, data: { job_id: `job-${from + at}.` } }));

/** Each of the jobs in each of the tabs once. */
async function expectAll(tabs: Page[], count: number): Promise<void> {
  for (const tab of tabs) {
    await expect(tab.getByText(`${count} shown`)).toBeVisible();
    await expect(tab.getByRole("listitem").filter({ hasText: `job-${count - 1}.` })).toHaveCount(1);
  }
}

for (const withLocks of [true, false]) {
  test(`eight tabs share one stream ${withLocks ? "" : "without Web Locks "}and lose nothing when its tab is closed`, async ({
    context,
    request,
  }) => {
    test.setTimeout(120_000);
    if (!withLocks) {
      await context.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
    }
    const bot = unique("worker");
    const streams = openStreams(context);
    let tabs = await openTabs(context, 8, `/live?bot=${bot}`);
    await expect.poll(() => streams().length).toBe(1);
    await report(request, jobs(bot, 0, 5));
    await expectAll(tabs, 5);

    for (let round = 1; round <= 2; round++) {
      const leader = streams()[0]!;
      const closing = leader.close();
      await report(request, jobs(bot, round * 5, 3));
      await closing;
      await report(request, jobs(bot, round * 5 + 3, 2));
      tabs = tabs.filter((tab) => tab !== leader);
      await expectAll(tabs, round * 5 + 5);
      await expect.poll(() => streams().length).toBe(1);
    }
  });
}

test("a tab that is opened later gets what came since it was rendered, and follows the same stream", async ({
  context,
  request,
}) => {
  const bot = unique("worker");
  const streams = openStreams(context);
  const [first] = await openTabs(context, 1, `/live?bot=${bot}&channels=messages`);
  const second = await context.newPage();
  await second.route("**/_next/static/**", async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  const opening = second.goto(`/live?bot=${bot}`, { waitUntil: "commit" });
  await opening;
  await report(request, jobs(bot, 0, 4));
  await expectAll([second], 4);
  await expect(first!.getByText("0 shown")).toBeVisible();
  await expect.poll(() => streams().length).toBe(1);
});

test("a leader that is hidden hands the stream over to a tab that is seen", async ({ context, request }) => {
  const bot = unique("worker");
  const streams = openStreams(context);
  const tabs = await openTabs(context, 3, `/live?bot=${bot}`);
  await expect.poll(() => streams().length).toBe(1);
  const leader = streams()[0]!;
  await leader.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect.poll(() => streams().map((page) => page === leader)).toEqual([false]);
  await report(request, jobs(bot, 0, 3));
  await expectAll(tabs, 3);
});

for (const [how, stun] of [
  ["is frozen", freeze],
  ["is stuck", block],
] as const) {
  test(`a leader that ${how} loses the lead, and nothing is lost`, async ({ context, request }) => {
    test.setTimeout(120_000);
    const bot = unique("worker");
    const streams = openStreams(context);
    const tabs = await openTabs(context, 3, `/live?bot=${bot}`);
    await expect.poll(() => streams().length).toBe(1);
    const leader = streams()[0]!;
    const others = tabs.filter((tab) => tab !== leader);
    const wake = await stun(leader);
    await report(request, jobs(bot, 0, 3));
    await expect(others[0]!.getByText("3 shown")).toBeVisible({ timeout: 20_000 });
    await expectAll(others, 3);
    await wake();
    await expectAll(tabs, 3);
    await expect.poll(() => streams().length).toBe(1);
    expect(streams()[0]).not.toBe(leader);
  });
}

/** Tells the page that it is about to be frozen, as browsers do with pages in the background. @returns what thaws it */
async function freeze(page: Page): Promise<() => Promise<unknown>> {
  const tell = (name: string) => page.evaluate((event) => document.dispatchEvent(new Event(event)), name);
  await tell("freeze");
  return () => tell("resume");
}

/** Keeps the page's only thread busy for a time. @returns what waits for its end */
async function block(page: Page): Promise<() => Promise<unknown>> {
  const busy = page.evaluate(() => {
    const end = Date.now() + 18_000;
    while (Date.now() < end);
  });
  return () => busy;
}
