import { get } from "node:http";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { busyBot } from "./report";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [390, 1440]) {
    test(`every page in ${colorScheme} at ${width} px: accessible, calm, without errors`, async ({
      browser,
      baseURL,
      request,
    }) => {
      const { bot, failed } = await busyBot(request);
      const context = await browser.newContext({ baseURL, colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      for (const path of ["/bots", "/bots?q=nobody-at-all", `/bots/${bot}`, `/bots/${bot}/jobs/${failed}`, "/live"]) {
        await page.goto(path);
        if (path === `/bots/${bot}`) await expect(page.locator("figure svg[data-chart]")).toHaveCount(2);
        if (path === "/live") await expect(page.getByText("streaming", { exact: true })).toBeVisible();
        await expect(page.getByRole("navigation", { name: "Pages" })).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)])).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0,
        );
        expect(await page.evaluate(layoutShift)).toBeLessThan(0.1);
      }
      expect(complaints).toEqual([]);
      await context.close();
    });
  }
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
    setTimeout(() => done(sum), 200);
  });
}

test("the theme that was chosen is in the first HTML of the next page", async ({ page }) => {
  await page.goto("/live");
  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("group", { name: "Theme" }).getByText("Dark").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await page.request.get("/live", { headers: { accept: "text/html" } })).text();
  expect(html).toContain('data-theme="dark"');
});

test("whoever asks by another name than loopback is refused, by page and by router", async ({ baseURL, request }) => {
  const { bot, failed } = await busyBot(request);
  for (const path of ["/", "/bots", `/bots/${bot}`, `/bots/${bot}/jobs/${failed}`, "/live"]) {
    const page = await askAs("rollcall.example", `${baseURL}${path}`, { accept: "text/html" });
    expect(`${path} ${page.status}`).toBe(`${path} 403`);
    expect(page.body).toContain("served on loopback only");
    // The router's answer has the refusal inside; what counts is that nothing was read for it.
    const routed = await askAs("rollcall.example", `${baseURL}${path}?_rsc`, { rsc: "1" });
    expect(routed.body).toContain("NEXT_HTTP_ERROR_FALLBACK;403");
    for (const { body } of [page, routed]) expect(body).not.toMatch(/last_heartbeat_at|received_at|no answer within/);
  }
});

/** One GET under another Host than the address says, which no browser's client lets one send. */
function askAs(host: string, url: string, headers: Record<string, string>): Promise<{ status?: number; body: string }> {
  return new Promise((done, failed) => {
    const asked = get(url, { headers: { ...headers, host } }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      done({ status: response.statusCode, body });
    });
    asked.on("error", failed);
  });
}

test("the page is used by keyboard alone: to the content, through the list, into a bot", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots?q=${bot}`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  const link = page.getByRole("link", { name: bot, exact: true });
  for (let step = 0; step < 20 && !(await link.evaluate((node) => node === document.activeElement)); step++) {
    await page.keyboard.press("Tab");
  }
  await expect(link).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/bots/${bot}`);
});
