import { neonConfig } from "@neondatabase/serverless";
import { createPool } from "@vercel/postgres";
import { drizzle } from "drizzle-orm/vercel-postgres";
import ws from "ws";
import type { Env } from "../env";
import type { Connection, Database } from "./client";
import { openPools, poolCounts } from "./pool";
import { sender } from "./statement";

/**
 * Opens a Vercel or Neon database through its WebSocket driver. `POSTGRES_WS_PROXY` points the same driver at a plain
 * PostgreSQL behind a WebSocket-to-TCP proxy.
 */
export function connectVercel(url: string, env: Env): Connection {
  if (!globalThis.WebSocket) neonConfig.webSocketConstructor = ws;
  if (env.POSTGRES_WS_PROXY) {
    neonConfig.wsProxy = env.POSTGRES_WS_PROXY;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineConnect = false;
  }
  const timeoutMs = env.DATABASE_TIMEOUT_SECONDS * 1000;
  const { general, sending, upkeep, sends } = openPools(env.DATABASE_POOL_MAX, (max, use) => {
    // The only limit that can be set: the pooler before the server refuses settings that it does not know.
    const limit = use === "general" && { query_timeout: timeoutMs };
    const pool = createPool({ connectionString: url, max, connectionTimeoutMillis: 5000, ...limit });
    pool.on("error", () => {});
    pool.on("connect", (client: { on(event: "error", handler: () => void): void }) => client.on("error", () => {}));
    return pool;
  });
  const pools = [general, sending, upkeep];
  // The two drivers' results have the same shape; only their declared types differ.
  const databaseOf = (client: typeof general) => drizzle({ client }) as unknown as Database;
  return {
    db: databaseOf(general),
    upkeep: databaseOf(upkeep),
    send: sender(sending, timeoutMs),
    sends,
    driver: "vercel",
    listen: null,
    pool: () => poolCounts(pools),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}
