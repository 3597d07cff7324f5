import { expect, test } from "@playwright/test";
import { ago, busyBot, report, unique } from "./report";
import { signIn } from "./sign-in";

test("a bot is paused, and resumed", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots/${bot}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText(/An operator paused it/)).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(/An operator paused it/)).toBeHidden();
});

test("a viewer is offered no change", async ({ browser, baseURL, request }) => {
  const { bot } = await busyBot(request);
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  await signIn(context, baseURL ?? "", "viewer");
  const page = await context.newPage();
  await page.goto(`${baseURL}/bots/${bot}`);
  await expect(page.getByRole("heading", { name: "Run contract" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Pause|Edit|Edit contract)$/ })).toHaveCount(0);
  await page.goto(`${baseURL}/bots?status=busy`);
  await expect(page.getByRole("table", { name: "Bots" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Save view" })).toHaveCount(0);
  await context.close();
});

test("a contract is edited; what does not fit is said beside its field", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots/${bot}`);
  await page.getByRole("button", { name: "Edit contract" }).click();
  const form = page.getByRole("dialog", { name: "Run contract" });
  await expect(form.getByLabel("Longest run")).toHaveAttribute("placeholder", "600 seconds");
  await form.getByLabel("Target duration").fill("1.5");
  await form.getByLabel("Longest run").fill("0");
  await form.getByRole("button", { name: "Save contract" }).click();
  await expect(form.getByLabel("Longest run")).toHaveAccessibleDescription("must be at least 1");
  await form.getByLabel("Longest run").fill("5");
  await form.getByLabel("Shortest run").fill("10");
  await form.getByRole("button", { name: "Save contract" }).click();
  await expect(form.getByLabel("Shortest run")).toHaveAccessibleDescription("must not be more than “Longest run”");
  await form.getByLabel("Shortest run").fill("");
  await form.getByRole("button", { name: "Save contract" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByText("1.5s · set")).toBeVisible();
  await page.reload();
  await expect(page.getByText("5s · set", { exact: true })).toBeVisible();
  await expect(page.getByText("Target", { exact: true })).toBeVisible();
});

test("name and tags are changed, and given back to the bot", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots/${bot}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Edit bot" });
  await form.getByLabel("Name").fill("Night mailer");
  await form.getByLabel("Tags").fill("night, mail");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Night mailer" })).toBeVisible();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await form.getByLabel("Name").fill("");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: bot })).toBeVisible();
});

test("a bot is deleted once its id is typed", async ({ page, request }) => {
  const bot = unique("doomed");
  await report(request, [{ type: "heartbeat", bot_id: bot }]);
  await page.goto(`/bots/${bot}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByText("Delete this bot…").click();
  const button = page.getByRole("button", { name: "Delete for good" });
  await expect(button).toBeDisabled();
  await page.getByLabel(`Type ${bot} to confirm`).fill(bot);
  await button.click();
  await expect(page).toHaveURL("/bots");
  expect((await page.goto(`/bots/${bot}`))?.status()).toBe(404);
});

test("an error leads to its jobs, which are filtered further", async ({ page, request }) => {
  const bot = unique("faulty");
  const failed = (job_id: string, message: string, job_type: string) => ({
    ...{ type: "job.finished", bot_id: bot, time: ago(60) },
    data: { job_id, job_type, status: "failed", error: { type: "DiskError", message } },
  });
  await report(request, [
    failed("one", "disk 1 is full", "scan"),
    failed("two", "disk 22 is full", "copy"),
    failed("three", "no disk", "scan"),
  ]);
  await page.goto(`/bots/${bot}`);
  await page
    .getByRole("row", { name: /^DiskError disk/ })
    .getByRole("link")
    .click();
  const jobs = page.getByRole("table", { name: "Jobs" });
  await expect(jobs.getByRole("row")).toHaveCount(3);
  await expect(jobs).not.toContainText("no disk");
  await page.getByLabel("Type").selectOption("copy");
  await expect(page).toHaveURL(/type=copy/);
  await expect(jobs.getByRole("link")).toHaveText(["two"]);
  await page.getByRole("link", { name: "Show all errors" }).click();
  await expect(page).not.toHaveURL(/error=/);
  await page.getByLabel("Outcome").selectOption("succeeded");
  await expect(page.getByRole("heading", { name: "No job matches these filters" })).toBeVisible();
});

test("a custom period is chosen by a form and stays in the URL", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  await page.goto(`/bots/${bot}`);
  await page.getByText("Custom", { exact: true }).click();
  await page.getByLabel("From (UTC)").fill("2026-01-01T00:00");
  await page.getByLabel("To (UTC)").fill("2026-01-03T00:00");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/from=2026-01-01/);
  await expect(page.getByText("2026-01-01 00:00 – 2026-01-03 00:00 UTC")).toBeVisible();
  await expect(page.getByText("No error in this period")).toBeVisible();
});

test("filters are saved as a view, found again, and deleted", async ({ page, request }) => {
  const { bot } = await busyBot(request);
  const name = unique("busy ones");
  await page.goto(`/bots?q=${bot}&status=busy`);
  await page.getByRole("button", { name: "Save view" }).click();
  const form = page.getByRole("dialog", { name: "Save this view" });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: "Save view" }).click();
  const views = page.getByRole("navigation", { name: "Saved views" });
  await expect(views.getByRole("link", { name })).toHaveAttribute("aria-current", "true");
  await views.getByRole("link", { name: "All bots" }).click();
  await expect(page).toHaveURL("/bots");
  await views.getByRole("link", { name }).click();
  await expect(page).toHaveURL(`/bots?q=${bot}&status=busy`);
  await page.getByRole("button", { name: "Delete view" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete view" }).click();
  await expect(views.getByRole("link", { name })).toBeHidden();
});
