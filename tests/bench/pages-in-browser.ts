import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { type Figure, median } from "./support/report";
import { KEY, type Running } from "./support/stage";

const COLD_ROUNDS = 3;
const EVENTS = 20;
const LAUNCH = {
  executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
};

/**
 * In a real Chromium: each page with a cold cache until it can be used, and an event from its acknowledgement to the page.
 * @param cookie of a session, name and value
 */
export async function benchUse(server: Running, cookie: string, paths: readonly string[]): Promise<Figure[]> {
  const browser = await chromium.launch(LAUNCH);
  const open = () => openContext(browser, server, cookie);
  try {
    const figures: Figure[] = [];
    for (const path of paths) figures.push(await coldUse(open, path));
    for (const path of ["/live", "/"]) figures.push(await eventToPage(open, server, path));
    return figures;
  } finally {
    await browser.close();
  }
}

/** A browser that has seen nothing of Rollcall yet but the sign-in. */
async function openContext(browser: Browser, { port }: Running, cookie: string): Promise<BrowserContext> {
  const baseURL = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: baseURL }]);
  return context;
}

/** From the start of the navigation until the page is loaded and answers to clicks. */
async function coldUse(open: () => Promise<BrowserContext>, path: string): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    const context = await open();
    const page = await context.newPage();
    await page.goto(path, { waitUntil: "load" });
    const usable = await page.waitForFunction(isHydrated, undefined, { polling: "raf" });
    times.push(Number(await usable.jsonValue()) / 1000);
    await context.close();
  }
  const value = median(times);
  return { work: `page ${path}: usable, cold cache`, value, unit: "s", goal: "≤ 2 s", holds: value <= 2 };
}

/** Milliseconds since the navigation began once React has taken over the page's controls, else false. Runs in the page. */
function isHydrated(): number | false {
  const controls = [...document.querySelectorAll("a, button, input, select")];
  const taken = controls.filter((control) => Object.keys(control).some((key) => key.startsWith("__reactProps")));
  return taken.length > 0 && taken.length >= controls.length / 2 && performance.now();
}

/** The slowest of some events, on a page that shows the live feed. */
async function eventToPage(open: () => Promise<BrowserContext>, server: Running, path: string): Promise<Figure> {
  const context = await open();
  const page = await context.newPage();
  await page.goto(path);
  await page.waitForFunction(isHydrated);
  // The first is not counted: it waits until the stream is open.
  await delayOf(page, server, `first-on-${path}`);
  const delays: number[] = [];
  for (let n = 0; n < EVENTS; n++) delays.push(await delayOf(page, server, `event-${n}-on-${path}`));
  await context.close();
  const value = Math.max(...delays);
  const work = `event acknowledged → on ${path}: slowest of ${EVENTS}`;
  return { work, value, unit: "ms", goal: "≤ 500 ms", holds: value <= 500 };
}

/** Milliseconds from the acknowledgement of a job's start until the job's name is in the page. */
async function delayOf(page: Page, { port }: Running, job_id: string): Promise<number> {
  const seen = page.evaluate(seenAt, job_id);
  const answer = await fetch(`http://127.0.0.1:${port}/api/events`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ id: job_id, type: "job.started", bot_id: "bot-bench", data: { job_id } }),
  });
  const acknowledged = Date.now();
  if (!answer.ok) throw new Error(`not taken: ${answer.status}`);
  return Math.max(0, (await seen) - acknowledged);
}

/** Resolves with the time at which a text comes up, which is Infinity after ten seconds. Runs in the page. */
function seenAt(text: string): Promise<number> {
  const end = Date.now() + 10_000;
  return new Promise((done) => {
    const look = () => {
      if (document.body.textContent?.includes(text)) return done(Date.now());
      if (Date.now() > end) return done(Number.POSITIVE_INFINITY);
      requestAnimationFrame(look);
    };
    look();
  });
}
