import { expect, type Page, test } from "@playwright/test";
import { TIME_ZONE_COOKIE } from "@/components/console/time-zone";
import { ADMIN_KEY } from "../../playwright.config";
import { newOperator, PASSWORD, signInAgain } from "../support/sign-in";
import { violationsOf } from "./axe";
import { unique } from "./report";
import { sessionCookie, signIn } from "./sign-in";

/** Whether a key is let in, as the bot that holds it finds out. */
const answers = async (page: Page, key: string, bot: string) =>
  (await page.request.post(`/api/bots/${bot}/heartbeat`, { headers: { authorization: `Bearer ${key}` } })).status();

test("an administrator makes a key, renames it, gives it a new text and ends it", async ({ page }) => {
  const [name, renamed, bot] = [unique("key"), unique("renamed"), unique("bot")];
  await page.goto("/settings/keys");
  await page.getByRole("button", { name: "New key" }).first().click();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  const shown = page.getByRole("region", { name: "The new key" });
  const first = (await shown.textContent()) ?? "";
  expect(first).toMatch(/^rc_i_\w+$/);
  await page.getByRole("button", { name: "I have copied it" }).click();
  expect(await answers(page, first, bot)).toBe(200);

  await page.getByRole("button", { name: `Manage ${name}` }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(renamed);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Manage ${renamed}` }).click();
  await page.getByRole("button", { name: "Rotate…" }).click();
  await page.getByRole("button", { name: "Rotate key" }).click();
  await expect(shown).not.toHaveText(first);
  const second = (await shown.textContent()) ?? "";
  await page.getByRole("button", { name: "I have copied it" }).click();
  expect([await answers(page, first, bot), await answers(page, second, bot)]).toEqual([401, 200]);

  await page.getByRole("button", { name: `Manage ${renamed}` }).click();
  await page.getByRole("button", { name: "Revoke…" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("row", { name: renamed })).toContainText("revoked");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await answers(page, second, bot)).toBe(401);
});

test("an administrator invites an operator, who sets a password by the link and is signed in", async ({
  page,
  browser,
}) => {
  const [name, email] = [unique("Invited"), `${unique("invited")}@example.org`];
  await page.goto("/settings/users");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByRole("radio", { name: /^Operator/ }).check();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = (await page.getByRole("region", { name: "The link" }).textContent()) ?? "";
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("row", { name: email })).toContainText("invited");

  const theirs = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const their = await theirs.newPage();
  await their.goto(link);
  await their.getByLabel("Password", { exact: false }).first().fill(PASSWORD);
  await their.keyboard.press("Enter");
  await expect(their.getByRole("button", { name: `${name}, operator: your menu` })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("row", { name: email })).toContainText("active");
  await theirs.close();
});

test("an administrator changes a role, disables an operator and removes one", async ({ page, baseURL }) => {
  const { email, id } = await newOperator(`${baseURL}`, "viewer", ADMIN_KEY);
  await page.goto(`/settings/users`);
  const row = page.getByRole("row", { name: email });
  const dialog = page.getByRole("dialog").first();
  await row.getByRole("button", { name: /Manage/ }).click();
  await page.getByRole("radio", { name: /^Operator/ }).check();
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(row).toContainText("operator");
  await page.getByRole("button", { name: "Disable…" }).click();
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(row).toContainText("disabled");
  await page.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(row).toHaveCount(0);
  await expect(dialog).toHaveCount(0);
  // Each change is in the log, under who made it.
  await page.goto("/settings/audit?action=user");
  for (const action of ["user.created", "user.changed", "user.removed"]) {
    await expect(page.getByRole("row", { name: action }).filter({ hasText: id }).first()).toBeVisible();
  }
});

test("a change that is refused says why and leaves the dialog open", async ({ page, baseURL }) => {
  const { email } = await newOperator(`${baseURL}`, "viewer", ADMIN_KEY);
  await page.goto("/settings/users");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Twice");
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("alert").filter({ hasText: "There is an operator with this address already." }),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Invite", exact: true })).toBeFocused();
});

test("operators see where they are signed in, end a session, and change their password", async ({
  browser,
  baseURL,
}) => {
  const operator = await newOperator(`${baseURL}`, "viewer", ADMIN_KEY);
  const other = await signInAgain(`${baseURL}`, operator);
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL });
  await context.addCookies([sessionCookie(`${baseURL}`, operator.cookie)]);
  const page = await context.newPage();
  const isIn = async (cookie: string) => (await fetch(`${baseURL}/api/sessions`, { headers: { cookie } })).status;
  await page.goto("/settings/profile");
  await expect(page.getByText("this browser")).toBeVisible();
  expect(await isIn(other)).toBe(200);
  await page.getByRole("button", { name: /^End / }).filter({ hasText: "End session" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(page.getByRole("button", { name: /^End / })).toHaveCount(0);
  await expect.poll(() => isIn(other), { timeout: 5000 }).toBe(401);

  await page.getByLabel("Current password").fill("not this one at all");
  await page.getByLabel("New password").fill("a wholly different sentence");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The current password is wrong." })).toBeVisible();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Changed" })).toBeVisible();
  await signInAgain(`${baseURL}`, { ...operator, password: "a wholly different sentence" });
  await context.close();
});

test("a viewer's settings are the profile; the rest is neither offered nor shown", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL });
  await signIn(context, `${baseURL}`, "viewer");
  const page = await context.newPage();
  await page.goto("/settings");
  await expect(page).toHaveURL("/settings/profile");
  await expect(page.getByRole("navigation", { name: "Settings" }).getByRole("link")).toHaveText(["Profile"]);
  for (const path of ["/settings/keys", "/settings/users", "/settings/audit"]) {
    expect((await page.goto(path))?.status()).toBe(403);
    await expect(page.getByRole("heading", { name: "Your role does not allow this page" })).toBeVisible();
  }
  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/settings/profile");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await context.close();
});

test("the audit log is narrowed by who and what, in the URL and without JavaScript", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await newOperator(`${baseURL}`, "viewer", ADMIN_KEY);
  await page.goto("/settings/audit");
  await page.getByRole("searchbox", { name: "Search who" }).fill("test VIEW");
  await page.getByLabel("About").selectOption("password");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL("/settings/audit?actor=test+VIEW&action=password");
  const rows = page.getByRole("table", { name: "Audit log" }).locator("tbody tr");
  await expect(rows.filter({ hasText: "password.set" }).first()).toBeVisible();
  for (const text of await rows.allTextContents()) expect(text).toMatch(/password\.(set|refused).*Test viewer/);
  await page.goto(`/settings/audit?actor=${unique("nobody")}`);
  await page.getByRole("link", { name: "Show all entries" }).click();
  await expect(page).toHaveURL("/settings/audit");
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the dialogs of the settings are accessible in ${colorScheme}`, async ({ browser, baseURL }) => {
    const { email } = await newOperator(`${baseURL}`, "viewer", ADMIN_KEY);
    const context = await browser.newContext({ baseURL, colorScheme, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const check = async () => {
      await expect(page.getByRole("dialog").last()).toBeVisible();
      expect(await violationsOf(page)).toEqual([]);
    };
    await page.goto("/settings/keys");
    await page.getByRole("button", { name: "New key" }).first().click();
    await check();
    await page.goto("/settings/users");
    await page
      .getByRole("row", { name: email })
      .getByRole("button", { name: /Manage/ })
      .click();
    await check();
    await page.getByRole("button", { name: "Remove…" }).click();
    await check();
    await context.close();
  });
}

test("a page whose session was ended elsewhere says so and leads back to the sign-in", async ({ browser, baseURL }) => {
  const { id, cookie } = await newOperator(`${baseURL}`, "viewer", ADMIN_KEY);
  const timezoneId = "Europe/Berlin";
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL, timezoneId });
  // A page whose zone is known is not drawn anew after its first painting, which would lead to the sign-in by itself.
  const zone = { name: TIME_ZONE_COOKIE, value: encodeURIComponent(timezoneId), url: `${baseURL}` };
  await context.addCookies([sessionCookie(`${baseURL}`, cookie), zone]);
  const page = await context.newPage();
  await page.goto("/bots?q=nobody");
  await expect(page.getByRole("heading", { name: "Bots" })).toBeVisible();
  const ended = await context.request.delete(`/api/sessions?user_id=${id}`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  expect(ended.status()).toBe(200);
  await expect(page.getByText("your session has ended")).toBeVisible({ timeout: 15_000 });
  await page.getByRole("button", { name: "sign in again" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fbots%3Fq%3Dnobody/);
  await context.close();
});
