import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Env } from "../env";
import { type PoolCounts, poolCounts } from "./pool";
import { type Send, sender } from "./statement";

/** A query that takes longer than this is given up by the server; long work raises it for its own transaction. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Connections of their own for the statements that are sent for every commit: no page's slow question keeps them waiting, and
 * the servers behind them keep what they need at hand. More commits than this are never under way.
 */
const SEND_CONNECTIONS = 3;
/** A transaction may ask beside itself. */
const OTHER_CONNECTIONS = 2;

/** What every verb takes as `db`. All drivers answer `db.execute` with `{ rows, rowCount }` and know transactions. */
export type Database = NodePgDatabase<Record<string, never>>;

export type Driver = "embedded" | "pg" | "vercel";

/** An open database: one per process. */
export interface Connection {
  db: Database;
  send: Send;
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
  const open = (max: number) => {
    const pool = new Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: "rollcall",
    });
    // A dying server makes idle clients emit on the pool and checked-out ones on themselves; unheard, either ends the process.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    return pool;
  };
  const forSending = Math.min(SEND_CONNECTIONS, env.DATABASE_POOL_MAX - OTHER_CONNECTIONS);
  const pool = open(env.DATABASE_POOL_MAX - forSending);
  const sending = open(forSending);
  const { listenPg } = await import("./listen");
  return {
    db: drizzle({ client: pool }),
    send: sender(sending),
    driver,
    listen: (channel, onNotice) => listenPg(url, channel, onNotice),
    pool: () => poolCounts([pool, sending]),
    close: async () => {
      await Promise.all([pool.end(), sending.end()]);
    },
  };
}

/** Round-trip of the smallest query, in milliseconds. Throws what the driver throws when there is no answer. */
export async function ping(db: Database): Promise<number> {
  const start = performance.now();
  await db.execute(sql`select 1`);
  return performance.now() - start;
}
