import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { once, withDatabase } from "./once";
import { startWsProxy } from "./ws-proxy";

declare module "vitest" {
  export interface ProvidedContext {
    /** The run's PostgreSQL, as its administrator. */
    postgresUrl: string;
    /** `host:port/v1` of the WebSocket proxy to it. */
    wsProxy: string;
  }
}

/** Starts one PostgreSQL for the whole run and a migrated template in it; ends both after the last test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "rollcall-test-"));
  const server = await startEmbedded(dataDir);
  await once(server.url, "create database rollcall_template");
  const pool = new pg.Pool({ connectionString: withDatabase(server.url, "rollcall_template") });
  await migrate(drizzle({ client: pool }), resolve("drizzle/migrations"));
  await pool.end();
  const proxy = await startWsProxy();
  project.provide("postgresUrl", withDatabase(server.url, "postgres"));
  project.provide("wsProxy", proxy.address);
  return async () => {
    await proxy.stop();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
