import { expect, type Page, test } from "@playwright/test";
import { type OwnServer, ownServer } from "./own-server";
import { type Reported, report, unique } from "./report";
import { signIn } from "./sign-in";

const message = (bot_id: string, user_name: string, data: Record<string, unknown> = {}): Reported => ({
  type: "message.processed",
  bot_id,
  data: { user_id: "u1", user_name, text: "the secret text", response_time_ms: 120, ...data },
});
const job = (bot_id: string, job_id: string): Reported => ({ type: "job.started", bot_id, data: { job_id } });
const entries = (page: Page, text: string) =>
  page.getByRole("list", { name: "Events, newest first" }).getByRole("listitem").filter({ hasText: text });

async function openLive(page: Page, query = ""): Promise<void> {
  await page.goto(`/live${query}`);
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
}

test("an event is on the live page as soon as it is stored, newest first", async ({ page, request }) => {
  const bot = unique("chat");
  await openLive(page);
  await report(request, [message(bot, `${bot} one`)]);
  await expect(entries(page, `${bot} one`)).toHaveCount(1);
  await report(request, [message(bot, `${bot} two`)]);
  await expect(entries(page, bot).first()).toContainText("two");
});

test("an event is on an open page within 500 ms of its acknowledgement", async ({ page, request }) => {
  const bot = unique("worker");
  await openLive(page, `?bot=${bot}`);
  await page.evaluate(() => {
    const seen: Record<string, number> = {};
    Object.assign(window, { seen });
    new MutationObserver(() => {
      for (const [mark] of document.body.textContent.matchAll(/timed-\d+/g)) seen[mark] ??= Date.now();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  const acknowledged: number[] = [];
  // A machine that stands still for a moment delays one round, not each of them.
  const rounds: number[] = [];
  while (rounds.length < 3 && !rounds.some((longest) => longest <= 500)) {
    const first = acknowledged.length;
    for (let at = first; at < first + 20; at++) {
      await report(request, [job(bot, `timed-${at}`)]);
      acknowledged.push(Date.now());
      await page.waitForTimeout(at % 4 === 0 ? 150 : 20);
    }
    await expect(page.getByText(`${acknowledged.length} shown`)).toBeVisible();
    const seen = await page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen);
    const waits = acknowledged.map((instant, at) => (seen[`timed-${at}`] ?? Number.POSITIVE_INFINITY) - instant);
    test.info().annotations.push({ type: "waits in ms", description: waits.slice(first).join(" ") });
    rounds.push(Math.max(...waits.slice(first)));
  }
  expect(Math.min(...rounds)).toBeLessThanOrEqual(500);
});

test("a pause holds back what arrives, and nothing is lost by it", async ({ page, request }) => {
  const bot = unique("chat");
  await openLive(page, `?channels=messages&bot=${bot}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await report(request, [message(bot, "meanwhile one"), message(bot, "meanwhile two")]);
  const resume = page.getByRole("button", { name: /^Resume \([2-9]\d* new\)$/ });
  await expect(resume).toBeVisible();
  await expect(entries(page, "meanwhile")).toHaveCount(0);
  await resume.click();
  await expect(entries(page, "meanwhile")).toHaveCount(2);
});

test("channels are chosen in the URL", async ({ page, request }) => {
  const bot = unique("chat");
  await page.goto("/live");
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  // One after the other, faster than the page can follow.
  await page.evaluate(async () => {
    for (const channel of ["messages", "errors", "health"]) {
      [...document.querySelectorAll("a")].find((link) => link.textContent === `✓${channel} (on)`)?.click();
      await new Promise((done) => setTimeout(done, 30));
    }
  });
  await expect(page).toHaveURL("/live?channels=jobs");
  for (const channel of ["messages", "errors", "health"])
    await expect(page.getByRole("link", { name: `${channel} (off)` })).toBeVisible();
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  await report(request, [message(bot, `${bot} unwanted`), job(bot, `${bot}-wanted`)]);
  await expect(entries(page, `${bot}-wanted`)).toHaveCount(1);
  await expect(entries(page, `${bot} unwanted`)).toHaveCount(0);
});

test("bot, type, text and highlights narrow and mark what is shown, and stand in the URL", async ({
  page,
  request,
}) => {
  const bot = unique("worker");
  const done = (job_id: string, data: object) => ({ type: "job.finished", bot_id: bot, data: { job_id, ...data } });
  await report(request, [
    job(bot, "first"),
    done("first", { status: "succeeded", duration_ms: 9000 }),
    done("second", { status: "failed", duration_ms: 10 }),
    message(unique("chat"), "somebody else"),
  ]);
  await openLive(page, `?bot=${bot}`);
  await expect(page.getByText("3 shown")).toBeVisible();
  await page.getByLabel("Type").selectOption("job.finished");
  await expect(page.getByText("2 shown")).toBeVisible();
  await page.getByText("Highlight", { exact: true }).click();
  await page.getByLabel("that tell of a failure").check();
  await expect(page.getByText("2 shown, 1 highlighted")).toBeVisible();
  await page.getByLabel("that took longer than").fill("5000");
  await expect(page.getByText("2 shown, 2 highlighted")).toBeVisible();
  await page.getByLabel("Search in these events").fill("second");
  await expect(page.getByText("1 shown, 1 highlighted")).toBeVisible();
  await expect(page).toHaveURL(`/live?bot=${bot}&type=job.finished&q=second&failed=1&slower=5000`);
  await page.reload();
  await expect(page.getByText("1 shown, 1 highlighted")).toBeVisible();
  await page.getByLabel("Search in these events").fill("nothing like it");
  await expect(page.getByRole("heading", { name: "No recent event matches" })).toBeVisible();
});

test("the keyboard goes from event to event and opens one, which has an address", async ({ page, request }) => {
  const bot = unique("worker");
  for (const id of ["one", "two", "three"]) await report(request, [job(bot, id)]);
  await openLive(page, `?bot=${bot}`);
  await entries(page, "three").getByRole("link").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("j");
  await expect(entries(page, "one").getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  const details = page.getByRole("complementary", { name: "Details of the event" });
  await expect(details.getByRole("link", { name: "one", exact: true })).toBeVisible();
  await page.reload();
  await expect(details.getByRole("link", { name: "one", exact: true })).toBeVisible();
  await page.keyboard.press("Tab");
  await details.getByRole("button", { name: "Close the details" }).click();
  await expect(details).toBeHidden();
});

test("what is read stays in its place while events come above it", async ({ page, request }) => {
  const bot = unique("worker");
  await report(
    request,
    Array.from({ length: 80 }, (_, at) => job(bot, `old-${at}.`)),
  );
  await openLive(page, `?bot=${bot}`);
  const list = page.getByRole("list", { name: "Events, newest first" });
  await list.hover();
  await page.mouse.wheel(0, 36 * 39);
  const read = list.locator('[aria-posinset="42"]');
  await expect(read).toBeInViewport();
  const line = entries(page, (await read.textContent())?.match(/old-\d+\./)?.[0] ?? "");
  const before = await line.boundingBox();
  await report(request, [job(bot, "new-1"), job(bot, "new-2")]);
  const back = page.getByRole("button", { name: "2 new" });
  await expect(back).toBeVisible();
  expect((await line.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
  await back.click();
  await expect(entries(page, "new-2")).toBeInViewport();
});

test("the text of a message is hidden until it is revealed", async ({ page, request }) => {
  const bot = unique("chat");
  await report(request, [message(bot, "Ada"), message(bot, "Bo"), message(bot, "Cy", { text: undefined })]);
  await openLive(page, `?channels=messages&bot=${bot}`);
  await report(request, [message(bot, "Di")]);
  await expect(entries(page, "(text hidden)")).toHaveCount(3);
  expect(await page.content()).not.toContain("the secret text");
  await entries(page, "Ada").getByRole("button", { name: "Reveal" }).click();
  await expect(entries(page, "Ada")).toContainText("the secret text");
  await expect(entries(page, "Bo")).toContainText("(text hidden)");
  await page.getByRole("button", { name: "Reveal 2 texts" }).click();
  await expect(entries(page, "the secret text")).toHaveCount(3);
  await expect(entries(page, "Cy")).toContainText("(no text)");
});

test("where no stream can be had the feed is polled, and goes back to the stream when it can", async ({
  page,
  request,
}) => {
  const bot = unique("worker");
  await page.route("**/api/events/stream*", (route) => route.abort());
  await page.goto(`/live?bot=${bot}`);
  await expect(page.getByText("polling", { exact: true })).toBeVisible();
  await expect(page.getByText("fetched every few seconds instead")).toBeVisible();
  await report(request, [job(bot, "first")]);
  await expect(entries(page, "first")).toHaveCount(1);
  await page.unroute("**/api/events/stream*");
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  await report(request, [job(bot, "second")]);
  await expect(entries(page, bot)).toHaveCount(2);
});

test("a session that ends is told, with the way to sign in again", async ({ page }) => {
  await openLive(page);
  await page.route(/\/api\/events/, (route) => route.fulfill({ status: 401 }));
  await page.evaluate(() => window.dispatchEvent(new Event("pagehide")));
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(page.getByText("you are signed out")).toBeVisible();
  await expect(page.getByRole("link", { name: "Sign in again" })).toHaveAttribute("href", "/sign-in?next=/live");
});

test("a cursor that the feed does not know is told, and the feed goes on from now", async ({ page, request }) => {
  const bot = unique("worker");
  const foreign = `99999999999.0.${Date.now()}`;
  await page.route(
    "**/api/events/stream*",
    (route) => {
      const headers = { ...route.request().headers(), "last-event-id": foreign };
      return route.continue({ headers });
    },
    { times: 1 },
  );
  await page.goto(`/live?bot=${bot}`);
  await expect(page.getByText("Some events are missing here")).toBeVisible();
  await expect(page.getByText("streaming", { exact: true })).toBeVisible();
  await report(request, [job(bot, "after")]);
  await expect(entries(page, "after")).toHaveCount(1);
});

test.describe("when Rollcall goes away and comes back", () => {
  test.describe.configure({ mode: "serial" });
  let server: OwnServer;
  test.beforeAll(async () => {
    server = await ownServer();
  });
  test.afterAll(() => server.remove());

  test("the page says so within 10 s, then shows what it missed, each event once", async ({ page, request }) => {
    test.setTimeout(120_000);
    await report(request, [message("chat", "before")], server.origin);
    await signIn(page.context(), server.origin, "admin");
    await page.goto(`${server.origin}/live`);
    await expect(page.getByText("streaming", { exact: true })).toBeVisible();
    await server.stop();
    await expect(page.getByText("Live data has stopped")).toBeVisible({ timeout: 10_000 });
    await server.start();
    await report(request, [message("chat", "meanwhile one"), message("chat", "meanwhile two")], server.origin);
    await expect(page.getByText("streaming", { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("Live data has stopped")).toBeHidden();
    await report(request, [message("chat", "after")], server.origin);
    for (const name of ["before", "meanwhile one", "meanwhile two", "after"]) {
      await expect(entries(page, name)).toHaveCount(1);
    }
    await page.waitForTimeout(6000);
    await expect(entries(page, "message.processed")).toHaveCount(4);
  });

  test("a connection that dies in silence is told within 10 s, and goes on by itself", async ({ page, request }) => {
    test.setTimeout(120_000);
    await signIn(page.context(), server.origin, "admin");
    await page.goto(`${server.origin}/live?bot=silent`);
    await expect(page.getByText("streaming", { exact: true })).toBeVisible();
    server.freeze(true);
    await expect(page.getByText("Live data has stopped")).toBeVisible({ timeout: 10_000 });
    server.freeze(false);
    await report(request, [job("silent", "meanwhile")], server.origin);
    await expect(entries(page, "meanwhile")).toHaveCount(1);
    await expect(page.getByText("Live data has stopped")).toBeHidden({ timeout: 15_000 });
  });
});
