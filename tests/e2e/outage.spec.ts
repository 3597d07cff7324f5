import { expect, test } from "@playwright/test";
import { type OwnServer, ownServer } from "./own-server";
import { report } from "./report";
import { signIn } from "./sign-in";

test.skip(process.platform !== "linux", "The backends of PostgreSQL are found in /proc.");

let server: OwnServer;
test.beforeAll(async () => {
  server = await ownServer();
});
test.afterAll(async () => {
  server.freezeDatabase(false);
  await server.remove();
});

test("a page that was opened while the database was away comes by itself when it is back", async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  await report(request, [{ type: "heartbeat", bot_id: "press" }], server.origin);
  await signIn(page.context(), server.origin, "viewer");
  await page.goto(`${server.origin}/bots`);
  const bot = page.getByRole("row", { name: "press" });
  await expect(bot).toBeVisible();

  // Of somebody who was here a moment ago, in the frame.
  server.freezeDatabase(true);
  await page.goto(`${server.origin}/bots`);
  await expect(page.getByRole("heading", { name: "The database does not answer" })).toBeVisible();
  server.freezeDatabase(false);
  await expect(bot).toBeVisible();

  // Of somebody whom the process does not remember, as after an hour.
  await server.stop();
  await server.start();
  server.freezeDatabase(true);
  await page.goto(`${server.origin}/bots`);
  await expect(page.getByRole("heading", { name: "This page failed" })).toBeVisible();
  await page.waitForTimeout(6000);
  server.freezeDatabase(false);
  await expect(bot).toBeVisible({ timeout: 30_000 });
});

test("a bot that is removed while its page is open is told to be gone", async ({ page, request }) => {
  await report(request, [{ type: "heartbeat", bot_id: "short-lived" }], server.origin);
  await signIn(page.context(), server.origin, "admin");
  await page.goto(`${server.origin}/bots/short-lived`);
  await expect(page.getByRole("heading", { level: 1, name: "short-lived" })).toBeVisible();
  const removed = await page.context().request.delete(`${server.origin}/api/bots/short-lived`, {
    headers: { origin: server.origin },
  });
  expect(removed.ok()).toBe(true);
  await expect(page.getByText("This is not there any more")).toBeVisible();
});
