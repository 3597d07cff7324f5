import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { ADMIN_KEY } from "../../playwright.config";
import { eventually } from "../support/wait";
import { ownServer } from "./own-server";
import { report, unique } from "./report";
import { signIn } from "./sign-in";

const headers = { authorization: `Bearer ${ADMIN_KEY}` };

/** An alert as Alertmanager would send it: an incident at once. */
async function fire(request: APIRequestContext, name: string, labels: Record<string, string> = {}): Promise<void> {
  const alert = {
    ...{
      status: "firing",
      labels: { alertname: name, severity: "critical", ...labels },
      annotations: { summary: `${name} burns` },
    },
    ...{ startsAt: new Date().toISOString(), fingerprint: unique("print") },
  };
  const answer = await request.post("/alerts/webhook", { headers, data: { version: "4", alerts: [alert] } });
  expect(answer.status()).toBe(200);
}

const row = (page: Page, name: string) => page.getByRole("row", { name });

test("what fires is on the page as it fires, is taken on from its row, and told with its story", async ({
  page,
  request,
}) => {
  const name = unique("Fire");
  await page.goto("/alerts");
  await expect(page.getByRole("heading", { name: "Alerts", level: 1 })).toBeVisible();
  await fire(request, name);
  await expect(row(page, name)).toContainText("firing");
  await row(page, name)
    .getByRole("button", { name: /^Acknowledge/ })
    .click();
  await expect(row(page, name)).toContainText("acknowledged");
  await row(page, name).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name: new RegExp(name) })).toBeVisible();
  await page.getByRole("button", { name: "Note…" }).click();
  await page.getByRole("textbox", { name: "Note" }).fill("water is on its way");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByText(/water is on its way/)).toBeVisible();
  await page.getByRole("button", { name: "False alarm" }).click();
  await expect(page.getByRole("button", { name: "✓ False alarm" })).toBeVisible();
  await page.getByRole("button", { name: "Resolve…" }).click();
  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  await expect(page.getByText("An operator ended it.")).toBeVisible();
  await page.goto(`/alerts/history?status=resolved`);
  await expect(row(page, name)).toContainText("resolved");
});

test("what fires is counted beside the name of the page on every page, until somebody takes it on", async ({
  browser,
  playwright,
}) => {
  const server = await ownServer();
  const request = await playwright.request.newContext({ baseURL: server.origin });
  try {
    await report(request, [{ type: "heartbeat", bot_id: "press" }], server.origin);
    const context = await browser.newContext({ baseURL: server.origin, storageState: { cookies: [], origins: [] } });
    await signIn(context, server.origin, "operator");
    const page = await context.newPage();
    const alerts = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Alerts/ });
    await page.goto("/bots");
    await expect(alerts).toHaveAccessibleName("Alerts");
    await fire(request, "Fire");
    await expect(alerts).toHaveAccessibleName("Alerts 1 open");
    await page.goto("/");
    await expect(page.getByText(/^1 critical alert fires/)).toBeVisible();
    await page.getByRole("link", { name: "What fires now" }).click();
    await row(page, "Fire")
      .getByRole("button", { name: /^Acknowledge/ })
      .click();
    await expect(alerts).toHaveAccessibleName("Alerts");
    await context.close();
  } finally {
    await request.dispose();
    await server.remove();
  }
});

test("what an alert rule found of a bot is on the bot's page", async ({ page, request }) => {
  const bot = unique("worker");
  await report(request, [{ type: "heartbeat", bot_id: bot }]);
  await page.goto(`/bots/${bot}`);
  await expect(page.getByRole("heading", { name: "Nothing has fired for this bot" })).toBeVisible();
  await fire(request, unique("Fire"));
  const name = unique("Fire");
  await fire(request, name, { bot_id: bot });
  await expect(row(page, name)).toContainText("firing");
  await expect(page.getByRole("table", { name: /^Incidents of this bot/ }).getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: "History", exact: true }).first().click();
  await expect(page).toHaveURL(new RegExp(`/alerts/history\\?bot_id=${bot}`));
  await expect(row(page, name)).toBeVisible();
});

test("a rule is tried on the past before it is saved, refused at its fault, changed and deleted", async ({
  page,
  request,
}) => {
  const [name, bot] = [unique("Rule"), unique("worker")];
  await report(request, [
    { type: "job.finished", bot_id: bot, data: { job_id: "a", status: "failed", duration_ms: 10 } },
    { type: "job.finished", bot_id: bot, data: { job_id: "b", status: "failed", duration_ms: 10 } },
  ]);
  await page.goto("/alerts/rules/new");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  // First, so that no other bot is tried meanwhile.
  await page.getByRole("textbox", { name: "Bots" }).fill(bot);
  await page.getByRole("combobox", { name: "Metric" }).selectOption("job.failed");
  await page.getByRole("textbox", { name: "Threshold" }).fill("1");
  await page.getByRole("textbox", { name: "For (minutes)" }).fill("0");
  await expect(page.getByText("In breach now")).toBeVisible();
  await expect(page.getByRole("figure")).toContainText("Failed jobs: 2 at last. The rule fires at > 1.");
  await page.getByRole("textbox", { name: "Threshold" }).fill("much");
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(page.getByText(/threshold: /).first()).toBeVisible();
  await page.getByRole("textbox", { name: "Threshold" }).fill("1");
  await page.getByRole("button", { name: "Add rule" }).click();
  await expect(page).toHaveURL("/alerts/rules");
  await page.getByRole("searchbox", { name: "Search rules" }).fill(name);
  await expect(row(page, name)).toContainText("Failed jobs over 15m 0s > 1");
  await page.getByRole("button", { name: `Switch ${name} off` }).click();
  await expect(row(page, name)).toContainText("off");
  await row(page, name).getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete rule" }).click();
  await expect(page).toHaveURL("/alerts/rules");
  await page.getByRole("searchbox", { name: "Search rules" }).fill(name);
  await expect(page.getByRole("heading", { name: "No rule matches" })).toBeVisible();
});

test("a silence is made with a reason and ended", async ({ page }) => {
  const reason = unique("moving house");
  await page.goto("/alerts/silences");
  await page.getByRole("button", { name: "New silence" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill(reason);
  await page.getByRole("textbox", { name: "Bots" }).fill(unique("nobody"));
  await page.getByRole("button", { name: "Silence", exact: true }).click();
  await expect(row(page, reason)).toContainText("active");
  await page.getByRole("button", { name: `End the silence “${reason}”` }).click();
  await page.getByRole("button", { name: "End silence" }).click();
  await expect(row(page, reason)).toContainText("ended");
});

test("a channel is added, tells its signing secret once, and its test says what the receiver answered", async ({
  page,
}) => {
  const name = unique("hook");
  await page.goto("/alerts/channels");
  await page.getByRole("button", { name: "New channel" }).click();
  await page.getByRole("combobox", { name: "Kind" }).selectOption("webhook");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "URL" }).fill("https://rollcall.invalid/hook");
  for (const severity of ["critical", "warning", "performance"])
    await page.getByRole("checkbox", { name: severity }).uncheck();
  await page.getByRole("button", { name: "Add channel" }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  await page.getByRole("button", { name: `Test ${name}` }).click();
  await expect(page.getByText(`${name} did not take the test.`)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
  await page.getByRole("button", { name: `Delete ${name}` }).click();
  await page.getByRole("button", { name: "Delete channel" }).click();
  await expect(row(page, name)).toHaveCount(0);
});

test("a viewer sees what fires and may change nothing, nor see where notices go", async ({
  browser,
  baseURL,
  request,
}) => {
  const name = unique("Fire");
  await fire(request, name);
  const context = await browser.newContext({ baseURL: baseURL!, storageState: { cookies: [], origins: [] } });
  await signIn(context, baseURL!, "viewer");
  const page = await context.newPage();
  await page.goto("/alerts");
  await expect(row(page, name)).toBeVisible();
  await expect(page.getByRole("button", { name: /Acknowledge/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Channels" })).toHaveCount(0);
  await page.goto("/alerts/rules/bot-offline");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeDisabled();
  expect((await page.goto("/alerts/channels"))?.status()).toBe(403);
  await context.close();
});

test("the alert loop of the server under these tests runs", async ({ request }) => {
  const asleep = await eventually(async () => {
    const answer = await request.get("/api/alerts", { headers });
    const { watch } = (await answer.json()) as { watch: { asleep: boolean } };
    return watch.asleep === false;
  });
  expect(asleep).toBe(true);
});
