import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };
const withPostgres = { globalSetup: ["tests/support/global-postgres.ts"], hookTimeout: 60_000 };

// With real processes on a busy machine a wait can end too soon; what passed only at the second try is named in the summary.
const RETRIES = 1;

// The operators' commands and the documents start what they need themselves: once is enough.
const MOUNTING = process.env.ROLLCALL_TEST_MOUNTING ?? "lane-node";

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["tests/unit/**/*.test.ts"], testTimeout: 20_000, retry: RETRIES },
      },
      {
        extends: true,
        // No server, so no mounting and no driver to try it with: once is enough.
        test: {
          name: "database",
          include: ["tests/database/**/*.test.ts"],
          testTimeout: 60_000,
          maxWorkers: 2,
          retry: RETRIES,
          ...withPostgres,
        },
      },
      {
        extends: true,
        // Real processes on few cores: two files at a time.
        test: {
          name: "api",
          include: ["tests/api/**/*.test.ts"],
          exclude: MOUNTING === "lane-node" ? [] : ["tests/api/ops/**"],
          testTimeout: 60_000,
          maxWorkers: 2,
          retry: RETRIES,
          ...withPostgres,
        },
      },
      {
        extends: true,
        test: {
          name: "monitoring",
          include: ["tests/monitoring/**/*.test.ts"],
          testTimeout: 120_000,
          retry: RETRIES,
          ...withPostgres,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["tests/faults/**/*.test.ts"],
          testTimeout: 180_000,
          fileParallelism: false,
          retry: RETRIES,
          ...withPostgres,
        },
      },
    ],
  },
});
