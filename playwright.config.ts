import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const PORT = process.env.E2E_PORT ?? "4319";
// Workers read this file too; only the first reading makes a folder.
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "rollcall-e2e-"));

/** The key by which journeys report events and read back. */
export const ADMIN_KEY = "e2e-admin-key-0123456789-abcdefghijklmn";

/** The browser state of an administrator of the common server. */
export const ADMINISTRATOR = join(process.env.E2E_DATA_DIR, "administrator.json");

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/as-administrator.ts",
  testMatch: "**/*.spec.ts",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // What passed only at the second try is named in the summary of `npm test`.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  fullyParallel: true,
  reporter: "list",
  outputDir: "test-results",
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    storageState: ADMINISTRATOR,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
  webServer: {
    command: "node scripts/start.mjs",
    url: `http://127.0.0.1:${PORT}/readyz`,
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    env: {
      HOST: "127.0.0.1",
      PORT,
      ROLLCALL_DATA_DIR: process.env.E2E_DATA_DIR,
      ADMIN_API_KEY: ADMIN_KEY,
      DATABASE_URL: "",
      POSTGRES_URL: "",
      LOG_LEVEL: "warn",
    },
  },
});
