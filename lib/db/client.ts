import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Env } from "../env";
import { openPools, type PoolCounts, poolCounts } from "./pool";
import { type Send, sender } from "./statement";

/** How much longer than the server the caller waits: a server that is silent tells nothing, not even that it gave up. */
const ANSWER_WITHIN_MS = 5000;
/** A peer that is gone is looked for after this time of silence. */
const KEEP_ALIVE_MS = 10_000;
/** Between two statements of a transaction upkeep may take so long at least. */
const UPKEEP_IDLE_MS = 60_000;

/** What every verb takes as `db`. All drivers answer `db.execute` with `{ rows, rowCount }` and know transactions. */
export type Database = NodePgDatabase<Record<string, never>>;

export type Driver = "embedded" | "pg" | "vercel";

/** An open database: one per process. */
export interface Connection {
  db: Database;
  /** For work that may take minutes: nobody gives up its statements unless it says so itself. */
  upkeep: Database;
  send: Send;
  /** How many statements can be sent at once. */
  sends: number;
  driver: Driver;
  /**
   * Calls back with every NOTIFY of the channel, and with nothing after each reconnection, since notices may have been missed.
   * Null where the driver holds no session (serverless): callers poll instead.
   */
  listen: ((channel: string, onNotice: (payload?: string) => void) => Promise<() => Promise<void>>) | null;
  /** Connections that this process holds at the moment, and queries that wait for one. */
  pool(): PoolCounts;
  close(): Promise<void>;
}

/**
 * Opens the database that the environment names: `POSTGRES_URL` through `@vercel/postgres`, `DATABASE_URL` through
 * `pg`, neither: the embedded PostgreSQL, started if need be. Connects lazily: an unreachable server fails the first query.
 */
export async function connect(env: Env): Promise<Connection> {
  if (env.POSTGRES_URL) {
    const { connectVercel } = await import("./vercel");
    return connectVercel(env.POSTGRES_URL, env);
  }
  if (env.DATABASE_URL) return connectPg(env.DATABASE_URL, env, "pg");
  const { startEmbedded } = await import("./embedded");
  const server = await startEmbedded(env.ROLLCALL_DATA_DIR);
  const connection = await connectPg(server.url, env, "embedded");
  return {
    ...connection,
    close: async () => {
      await connection.close();
      await server.stop();
    },
  };
}

async function connectPg(url: string, env: Env, driver: Driver): Promise<Connection> {
  const { Pool } = (await import("pg")).default;
  const { HastyClient } = await import("./hasty-client");
  const { listenPg } = await import("./listen");
  const timeoutMs = env.DATABASE_TIMEOUT_SECONDS * 1000;
  const patienceMs = timeoutMs + ANSWER_WITHIN_MS;
  const { general, sending, upkeep, sends } = openPools(env.DATABASE_POOL_MAX, (max, use) => {
    const pool = new Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      ...(use !== "upkeep" && { statement_timeout: timeoutMs }),
      // A process that stands still must not keep its locks, nor hold up whoever reads the log in the order of commits.
      idle_in_transaction_session_timeout: use === "upkeep" ? Math.max(timeoutMs, UPKEEP_IDLE_MS) : timeoutMs,
      ...(use === "general" && { Client: HastyClient, query_timeout: patienceMs }),
      application_name: "rollcall",
    });
    // A dying server makes idle clients emit on the pool and checked-out ones on themselves; unheard, either ends the process.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    return pool;
  });
  const pools = [general, sending, upkeep];
  return {
    db: drizzle({ client: general }),
    upkeep: drizzle({ client: upkeep }),
    send: sender(sending, patienceMs),
    sends,
    driver,
    listen: (channel, onNotice) => listenPg(url, channel, onNotice),
    pool: () => poolCounts(pools),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

/** Round-trip of the smallest query, in milliseconds. Throws what the driver throws when there is no answer. */
export async function ping(db: Database): Promise<number> {
  const start = performance.now();
  await db.execute(sql`select 1`);
  return performance.now() - start;
}
