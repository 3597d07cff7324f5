import { expect, test } from "@playwright/test";
import { ADMIN_KEY } from "../../playwright.config";
import { newOperator } from "../support/sign-in";
import { busyBot } from "./report";

test("the theme that was chosen is in the first HTML of the next page", async ({ page }) => {
  await page.goto("/live");
  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("group", { name: "Theme" }).getByText("Dark").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await page.request.get("/live", { headers: { accept: "text/html" } })).text();
  expect(html).toContain('data-theme="dark"');
});

test("whoever is not signed in is led to the sign-in, signs in by keyboard alone, and is back where they wanted to be", async ({
  browser,
  baseURL,
  request,
}) => {
  const { bot } = await busyBot(request);
  const { email, password } = await newOperator(baseURL ?? "", "viewer", ADMIN_KEY);
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(`/bots?q=${bot}`);
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(`/bots?q=${bot}`)}`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Address or password is wrong.")).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/bots?q=${bot}`);
  await expect(page.getByRole("link", { name: bot, exact: true })).toBeVisible();
  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.goBack();
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await context.close();
});

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
