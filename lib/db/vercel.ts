import { neonConfig } from "@neondatabase/serverless";
import { createPool } from "@vercel/postgres";
import { drizzle } from "drizzle-orm/vercel-postgres";
import ws from "ws";
import type { Env } from "../env";
import type { Connection, Database } from "./client";
import { poolCounts } from "./pool";
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
  const pool = createPool({ connectionString: url, max: env.DATABASE_POOL_MAX, connectionTimeoutMillis: 5000 });
  pool.on("error", () => {});
  pool.on("connect", (client: { on(event: "error", handler: () => void): void }) => client.on("error", () => {}));
  return {
    // The two drivers' results have the same shape; only their declared types differ.
    db: drizzle({ client: pool }) as unknown as Database,
    send: sender(pool),
    driver: "vercel",
    listen: null,
    pool: () => poolCounts([pool]),
    close: () => pool.end(),
  };
}
