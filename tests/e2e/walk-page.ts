import { type ConsoleMessage, expect, type Page, type Response } from "@playwright/test";
import { violationsOf } from "./axe";

const MOST_SHIFT = 0.1;
/** What a theme can change of a page. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];

/**
 * Opens a page as for the first time and looks at it in both themes.
 * @param other the theme that the page is not opened in
 * @returns what is wrong with it, a line each: axe, console, failed requests, layout shift, overflow
 */
export async function faultsOf(page: Page, path: string, other: "light" | "dark"): Promise<string[]> {
  const faults: string[] = [];
  const stopListening = listen(page, path, faults);
  const theme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  await page.goto(path);
  await settle(page);
  faults.push(...(await violationsOf(page)));
  // Last, so that what moves late is seen as well.
  const shift = await page.evaluate(layoutShift);
  if (shift >= MOST_SHIFT) faults.push(`layout shift ${shift.toFixed(3)}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) faults.push(`${overflow} px wider than the window`);
  await page.emulateMedia({ colorScheme: other });
  faults.push(...(await violationsOf(page, RULES_OF_COLOUR)).map((fault) => `${other}: ${fault}`));
  await page.emulateMedia({ colorScheme: theme });
  stopListening();
  return faults.map((fault) => `${path} at ${page.viewportSize()?.width} px, ${theme}: ${fault}`);
}

/** Notes what the page complains of. An answer to the page itself that refuses or finds nothing is no fault. */
function listen(page: Page, path: string, faults: string[]): () => void {
  const isPage = (url: string) => new URL(url, "http://none").pathname === path.split("?")[0];
  const onConsole = (message: ConsoleMessage) => {
    const { url } = message.location();
    if (message.type() === "error" && !isPage(url)) faults.push(`console: ${message.text()} (${url})`);
  };
  const onError = (error: Error) => faults.push(`script: ${error.message}`);
  const onResponse = (response: Response) => {
    const status = response.status();
    if (status >= 500 || (status >= 400 && !isPage(response.url()))) faults.push(`${status} for ${response.url()}`);
  };
  page.on("console", onConsole).on("pageerror", onError).on("response", onResponse);
  return () => page.off("console", onConsole).off("pageerror", onError).off("response", onResponse);
}

/** Waits until the page is drawn, taken over by its scripts, and done with loading. */
async function settle(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
}

/** The layout shift of the page so far. Runs in the page. */
function layoutShift(): Promise<number> {
  return new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) sum += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 100);
  });
}
