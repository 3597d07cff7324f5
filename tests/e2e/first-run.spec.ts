import { expect, test } from "@playwright/test";
import { type OwnServer, ownServer } from "./own-server";
import { signIn } from "./sign-in";

let server: OwnServer;
test.beforeAll(async () => {
  server = await ownServer();
});
test.afterAll(() => server.remove());
test.beforeEach(({ context }) => signIn(context, server.origin, "admin"));

test("an empty Rollcall makes a key, shows the command to send, and shows the first bot by itself", async ({
  page,
}) => {
  await page.goto(`${server.origin}/bots`);
  await expect(page.getByText("Waiting for the first heartbeat…")).toBeVisible();
  const command = page.getByRole("region", { name: "Command that sends a heartbeat" });
  await expect(command).toContainText(`curl -X POST ${server.origin}/api/bots/my-first-bot/heartbeat`);
  await page.getByRole("button", { name: "Create an ingest key" }).click();
  await expect(command).toContainText(/Bearer rc_i_\w+/);
  // What the operator would paste into a shell.
  const [, path, key] = /POST (\S+)[\s\S]*Bearer (\w+)/.exec((await command.textContent()) ?? "") ?? [];
  const heartbeat = await fetch(path ?? "", { method: "POST", headers: { authorization: `Bearer ${key}` } });
  expect(heartbeat.status).toBe(200);
  await expect(page.getByRole("row", { name: "my-first-bot" })).toContainText("idle");
});

test("a page that refreshes nothing says within 10 s that Rollcall does not answer, and when it does again", async ({
  page,
}) => {
  const frame = page.getByRole("status").filter({ hasText: /Connected|No answer/ });
  await page.goto(`${server.origin}/settings/keys`);
  await expect(frame).toHaveText("Connected");
  await server.stop();
  await expect(frame).toHaveText("No answer", { timeout: 10_000 });
  await server.start();
  await expect(frame).toHaveText("Connected", { timeout: 10_000 });
});
