import { expect, type Page, test } from "@playwright/test";
import { violationsOf } from "./axe";
import { busyBot, report, unique } from "./report";

/** Waits until the page's own code listens to keys. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("status").filter({ hasText: "Connected" })).toBeVisible();
}

const paletteField = (page: Page) => page.getByRole("combobox", { name: "Search and commands" });

/** Opens the command palette by its key; ready to type. */
async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(paletteField(page)).toBeFocused();
}

test("Ctrl K finds a bot among all by asking the server, and Enter opens it", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await open(page, "/live");
  await openPalette(page);
  await page.keyboard.type(bot);
  const found = page.getByRole("option", { name: bot });
  await expect(found).toContainText("busy");
  await expect(page.getByText("1 bot found")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/bots/${bot}`);
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("more bots than the palette shows are led to the list, searched the same", async ({ page, request }) => {
  const name = unique("swarm");
  await report(
    request,
    Array.from({ length: 12 }, (_, index) => ({ type: "heartbeat", bot_id: `${name}-${index}` })),
  );
  await open(page, "/bots");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(paletteField(page)).toBeFocused();
  await page.keyboard.type(name);
  await page.getByRole("option", { name: "Show all 12 bots that match" }).click();
  await expect(page).toHaveURL(`/bots?q=${name}`);
});

test("the palette changes the theme, says what it does not find, and gives the focus back on Escape", async ({
  page,
}) => {
  await open(page, "/bots");
  const button = page.getByRole("button", { name: "Search", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(paletteField(page)).toBeFocused();
  await page.keyboard.type("theme dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await openPalette(page);
  const nothing = unique("nothing");
  await page.keyboard.type(nothing);
  await expect(page.getByText(`No bot, page or action is found by “${nothing}”.`)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(button).toBeFocused();
});

test("g and a letter go to a page, / to its search, and both stay letters in a field", async ({ page, request }) => {
  await busyBot(request);
  await open(page, "/live");
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL("/bots");
  const search = page.getByRole("searchbox", { name: "Search bots" });
  await expect(search).toBeVisible();
  await page.keyboard.press("/");
  await expect(search).toBeFocused();
  await page.keyboard.type("g/?");
  await expect(search).toHaveValue("g/?");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("? lists the shortcuts and lets plain keys be switched off for good", async ({ page }) => {
  await open(page, "/live");
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog).toContainText("Go to");
  await dialog.getByRole("checkbox", { name: /Shortcuts without Ctrl/ }).uncheck();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "Connected" })).toBeVisible();
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search and commands" })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test("[ hides the names of the pages, also in the first HTML of the next page", async ({ page }) => {
  await open(page, "/live");
  const link = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Bots" });
  const wide = (await link.boundingBox())?.width ?? 0;
  await page.keyboard.press("[");
  await expect.poll(async () => (await link.boundingBox())?.width).toBeLessThan(wide / 2);
  await page.goto("/bots");
  expect((await link.boundingBox())?.width).toBeLessThan(wide / 2);
  await page.getByRole("button", { name: "Show page names" }).click();
  await expect.poll(async () => (await link.boundingBox())?.width).toBe(wide);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`what lies over a page is accessible in ${colorScheme}`, async ({ browser, baseURL, request }) => {
    const { bot } = await busyBot(request);
    const context = await browser.newContext({ baseURL, colorScheme });
    const page = await context.newPage();
    const check = async () => {
      expect(await violationsOf(page)).toEqual([]);
    };
    await open(page, "/live");
    await openPalette(page);
    await page.keyboard.type(bot.slice(0, 3));
    await expect(page.getByRole("option", { name: bot.slice(0, 3) }).first()).toBeVisible();
    await check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /your menu$/ }).click();
    await expect(page.getByRole("group", { name: "Theme" })).toBeVisible();
    await check();
    await context.close();
  });
}
