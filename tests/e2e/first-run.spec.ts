import { expect, test } from "@playwright/test";
import { ADMIN_KEY } from "../../playwright.config";
import { type OwnServer, ownServer } from "./own-server";

let server: OwnServer;
test.beforeAll(async () => {
  server = await ownServer();
});
test.afterAll(() => server.remove());

test("an empty Rollcall shows the command to send, waits, and shows the first bot by itself", async ({
  page,
  request,
}) => {
  await page.goto(server.origin);
  await expect(page).toHaveURL(`${server.origin}/bots`);
  await expect(page.getByText("Waiting for the first heartbeat…")).toBeVisible();
  await expect(page.getByLabel("Command that sends a heartbeat")).toContainText(
    `curl -X POST ${server.origin}/api/bots/my-first-bot/heartbeat`,
  );
  const heartbeat = await request.post(`${server.origin}/api/bots/my-first-bot/heartbeat`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
  });
  expect(heartbeat.status()).toBe(200);
  await expect(page.getByRole("row", { name: "my-first-bot" })).toContainText("idle", { timeout: 10_000 });
});
