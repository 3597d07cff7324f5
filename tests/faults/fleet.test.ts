import { readFileSync } from "node:fs";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deleteBot } from "@/lib/bots/store";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { ingest } from "@/lib/events/ingest";
import { foldRollups } from "@/lib/rollups/fold";
import { accepted } from "../support/events";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { ALL_GRAINS, compareFleet } from "../support/rollup-truth";
import { eventually } from "../support/wait";

const NOW = new Date("2026-03-02T12:00:00Z");
const BOTS = ["bot-a", "bot-b", "bot-c"];

let database: TestDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await freshDatabase();
  connection = await connect(parseEnv({ DATABASE_URL: database.url }));
});

afterEach(async () => {
  await connection.close();
  await database.drop();
});

it("loses a deleted bot's share, its extremes and its part of the histogram", async () => {
  for (const [at, bot] of BOTS.entries()) await converse(bot, [5 * 10 ** at, 700, 0.3 * at]);
  await foldRollups(connection);
  // Not folded: the next fold must not find them.
  await converse("bot-c", [90_000]);
  await connection.db.transaction((tx) => deleteBot(tx as never, "bot-c"));
  await expectSum();
  expect(await largest()).toBe(700);
  await connection.db.transaction((tx) => deleteBot(tx as never, "bot-a"));
  await expectSum();
  await connection.db.transaction((tx) => deleteBot(tx as never, "bot-b"));
  expect(await database.query("select 1 from rollup_fleet")).toEqual([]);
});

it("is counted anew from its bots as the fold had counted it", async () => {
  for (const bot of BOTS) await converse(bot, [5, 70, 0.1]);
  await foldRollups(connection);
  await database.query("update rollup_fleet set n = n + 1, hist = null");
  await database.query("select recount_fleet()");
  await expectSum();
});

it("misses nothing that a fold of before carries while the migration runs", async () => {
  await converse("bot-a", [5, 70]);
  const [migrating, folding] = [await client(), await client()];
  try {
    await migrating.query(BEFORE);
    await migrating.query("begin");
    for (const statement of MIGRATION) await migrating.query(statement);
    const fold = folding.query("select fold_deltas(1000)").then(
      () => "done",
      (error: Error) => error.message,
    );
    await eventually(async () => {
      const waiting = await database.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
      return waiting.length > 0;
    }, 30_000);
    await migrating.query("commit");
    expect(await fold).toContain('column "id" does not exist');
    await foldRollups(connection);
    await expectSum();
    expect(await largest()).toBe(70);
  } finally {
    await migrating.end();
    await folding.end();
  }
});

const read = (name: string) => readFileSync(`drizzle/migrations/${name}.sql`, "utf8");
const MIGRATION = read("0013_fleet_rollups").split("--> statement-breakpoint");
/** Takes the database back to what it was before the migration. */
const BEFORE = `
  ${ALL_GRAINS.map((grain) => `drop view fleet_${grain}_live;`).join("")}
  drop table rollup_fleet;
  drop function recount_fleet();
  drop function leave_fleet(text);
  drop function fold_deltas(integer);
  alter table rollup_deltas rename column delta_id to id;
  alter table rollup_deltas rename constraint rollup_deltas_bot_id_delta_id_pk to rollup_deltas_bot_id_id_pk;
  ${read("0002_rollups").split("--> statement-breakpoint").at(-1)}`;

async function client(): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: database.url });
  await opened.connect();
  return opened;
}

/** A bot answers a message in each of these times, ms. */
async function converse(bot: string, times: readonly number[]): Promise<void> {
  const events = times.map((ms, at) => {
    const data = { user_id: "u", channel: "web", response_time_ms: ms };
    const time = new Date(NOW.getTime() - at * 3_600_000).toISOString();
    return accepted({ id: `${bot}-${at}-${ms}`, bot_id: bot, time, type: "message.processed", data }, NOW);
  });
  await ingest({ db: connection.db, send: connection.send, now: () => NOW, rawDays: 7 }, events);
}

async function expectSum(): Promise<void> {
  const reader = await client();
  try {
    for (const grain of ALL_GRAINS) {
      const { told, truth } = await compareFleet(reader, grain);
      expect(told).toEqual(truth);
      expect(told).not.toEqual([]);
    }
  } finally {
    await reader.end();
  }
}

async function largest(): Promise<number> {
  const [row] = await database.query<{ ms: number }>(
    "select max(max) as ms from rollup_fleet where grain = 'month' and series = 'message'",
  );
  return row!.ms;
}
