import { type Browser, chromium, type Page } from "playwright";
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
 * @param cookie of an administrator's session
 */
export async function benchUse(server: Running, paths: readonly string[], cookie: string): Promise<Figure[]> {
  const browser = await chromium.launch(LAUNCH);
  try {
    const figures: Figure[] = [];
    for (const path of paths) figures.push(await coldUse(browser, server, path, cookie));
    figures.push(await eventToPage(browser, server, "/live", cookie));
    return figures;
  } finally {
    await browser.close();
  }
}

/** From the start of the navigation until the page is loaded and answers to clicks. */
async function coldUse(browser: Browser, { port }: Running, path: string, cookie: string): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies([sessionCookie(port, cookie)]);
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}${path}`, { waitUntil: "load" });
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

async function eventToPage(browser: Browser, server: Running, path: string, cookie: string): Promise<Figure> {
  const context = await browser.newContext();
  await context.addCookies([sessionCookie(server.port, cookie)]);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.port}${path}`);
  await page.getByText("streaming", { exact: true }).waitFor();
  const delays: number[] = [];
  for (let n = 0; n < EVENTS; n++) delays.push(await delayOf(page, server, `bench-event-${n}`));
  await context.close();
  const value = Math.max(...delays);
  const work = `event acknowledged → on ${path}: most of ${EVENTS}`;
  return { work, value, unit: "ms", goal: "≤ 500 ms", holds: value <= 500 };
}

function sessionCookie(port: number, cookie: string) {
  const [name = "", value = ""] = cookie.split("=");
  return { name, value, url: `http://127.0.0.1:${port}` };
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

/** Resolves with the time at which a text comes up. Runs in the page. */
function seenAt(text: string): Promise<number> {
  return new Promise((done) => {
    const look = () => {
      if (!document.body.textContent?.includes(text)) return requestAnimationFrame(look);
      done(Date.now());
    };
    look();
  });
}
