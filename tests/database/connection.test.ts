import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Connection, connect } from "@/lib/db/client";
import { isUnavailable } from "@/lib/db/errors";
import { migrate } from "@/lib/db/migrate";
import { parseEnv } from "@/lib/env";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { pause } from "../support/wait";

let database: TestDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await freshDatabase();
  connection = await connect(parseEnv({ DATABASE_URL: database.url, DATABASE_TIMEOUT_SECONDS: "1" }));
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

describe("a transaction", () => {
  it("that stands still loses its locks, and fails as an outage", async () => {
    const still = connection.db.transaction(async (tx) => {
      await tx.execute(sql`lock table bots in access exclusive mode`);
      await pause(1500);
      await tx.execute(sql`select 1`);
    });
    await expect(still).rejects.toSatisfy(isUnavailable);
    expect(await database.query("select 1 from bots")).toEqual([]);
  });

  it("of upkeep may stand still for a minute", async () => {
    const { rows } = await connection.upkeep.execute(sql`show idle_in_transaction_session_timeout`);
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: "1min" }]);
  });
});

it("a migration keeps its turn however long it takes", async () => {
  const pool = new pg.Pool({ connectionString: database.url, idle_in_transaction_session_timeout: 1000 });
  pool.on("connect", (client) => client.on("error", () => {}));
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query("begin; lock table drizzle.__drizzle_migrations");
  const migrated = migrate(drizzle({ client: pool }), resolve("drizzle/migrations"));
  migrated.catch(() => {});
  await pause(2000);
  await other.query("commit");
  await expect(migrated).resolves.toBeUndefined();
  await other.end();
  await pool.end();
});
