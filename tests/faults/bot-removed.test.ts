import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeBot } from "@/lib/bots/change";
import { type Connection, connect, type Database } from "@/lib/db/client";
import { sender } from "@/lib/db/statement";
import { parseEnv } from "@/lib/env";
import { ingest } from "@/lib/events/ingest";
import { foldRollups } from "@/lib/rollups/fold";
import { dyingAfter } from "../support/dying-database";
import { accepted } from "../support/events";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { ALL_GRAINS, compareFleet } from "../support/rollup-truth";
import { eventually, pause } from "../support/wait";

const OPERATOR = { kind: "environment", id: "test", name: "test", scope: "admin" } as const;
const REMOVALS = 6;
const TABLES = ["events", "event_times", "job_runs", "queues", "dependencies", "user_days", "rollup_minute_live"];

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

describe("a bot that is removed", () => {
  it("is gone with a history of many batches", async () => {
    await report(everything("bot", "a"));
    await database.query(`
      insert into events (bot_id, time, event_id, type, received_at, channel, seq, data)
      select 'bot', now() - i * interval '1 second', 'e' || i, 'error.occurred', now(), 'errors', i, '{"message": "m"}'
      from generate_series(1, 20001) as i`);
    await database.query(`
      insert into job_runs (bot_id, job_id, attempt, updated_at, created_xid)
      select 'bot', 'j' || i, 1, now(), '3' from generate_series(1, 20000) as i`);
    await remove();
    expect(await rowsOf("bot")).toBe(0);
    await expectFleetSum();
  });

  it("is gone when it is asked for again after a process died at any point, and counts nothing twice in between", async () => {
    const events = everything("bot", "a");
    for (let step = 0, isOver = false; !isOver; step++) {
      await report(events);
      await foldRollups(connection);
      isOver = await remove(dyingAfter(connection.db, step)).then(
        () => true,
        () => false,
      );
      await report(events);
      expect(await counted("bot")).toBeLessThanOrEqual(1);
      await remove();
      expect(await rowsOf("bot")).toBe(0);
    }
    await expectNothingCounted();
  });

  it("takes along what was being stored when it was asked for, though its row was left alone for being fresh", async () => {
    await report([message("before")]);
    const session = await openSession();
    await session.query("begin");
    const here = { connect: async () => ({ query: session.query.bind(session), release: () => {} }) };
    const send = sender(here, 30_000);
    await ingest({ ...context(), send }, [message("during")]);
    const removal = remove();
    await eventually(async () => {
      const waiting = await database.query(
        "select 1 from pg_locks where not granted and relation = 'events'::regclass and database = (select oid from pg_database where datname = current_database())",
      );
      return waiting.length > 0;
    });
    await session.query("commit");
    await session.end();
    await removal;
    expect(await rowsOf("bot")).toBe(0);
    await expectNothingCounted();
  });

  it("comes back with all that it reports from then on, each event counted once, while it is removed again and again", async () => {
    let isOver = false;
    const writing = Array.from({ length: 3 }, async (_, writer) => {
      for (let n = 0; !isOver; n++) await reportAgain(everything("bot", `${writer}-${n % 40}`));
    });
    const folding = (async () => {
      while (!isOver) await foldRollups(connection);
    })();
    // Whoever fails first tells of it at the end, and ends nothing meanwhile.
    for (const each of [...writing, folding]) each.catch(() => {});
    for (let round = 0; round < REMOVALS; round++) {
      await pause(150);
      await remove().catch((error: Error) => {
        if (!error.message.includes("no such bot")) throw error;
      });
      await expectConsistent();
    }
    isOver = true;
    await Promise.all([...writing, folding]);
    await expectConsistent();
    await expectFleetSum();
    await remove();
    await foldRollups(connection);
    expect(await rowsOf("bot")).toBe(0);
    await expectNothingCounted();
  });
});

const context = () => ({ db: connection.db, send: connection.send, now: () => new Date(), rawDays: 7 });
const report = async (events: Parameters<typeof ingest>[1]) => void (await ingest(context(), events));
/** As a bot does: what could not be stored for a lock that was held too long is sent again. */
const reportAgain = (events: Parameters<typeof ingest>[1]) =>
  eventually(async () => {
    await report(events);
    return true;
  });
const remove = (db: Database = connection.db) => removeBot({ db, now: new Date() }, OPERATOR, "bot");

function message(id: string) {
  const now = new Date();
  const data = { user_id: "u", response_time_ms: 5 };
  return accepted({ id, bot_id: "bot", time: now.toISOString(), type: "message.processed", data }, now);
}

/** An event of each kind that a table is kept of; the message comes without a time. */
function everything(bot: string, id: string) {
  const event = (type: string, data: object) => accepted({ id: `${type} ${id}`, bot_id: bot, type, data }, new Date());
  return [
    event("message.processed", { user_id: "u", response_time_ms: 5 }),
    event("job.finished", { job_id: id, status: "succeeded" }),
    event("queue.sampled", { queue: "q", pending: 1 }),
    event("dependency.checked", { component: "db", status: "up" }),
  ];
}

async function rowsOf(bot: string): Promise<number> {
  const counts = [...TABLES.map((table) => `${table} where bot_id = $1`), "bots where id = $1"];
  const [row] = await database.query<{ n: number }>(
    `select (${counts.map((from) => `(select count(*) from ${from})`).join(" + ")})::integer as n`,
    [bot],
  );
  return row!.n;
}

/** Messages by the rollups. */
async function counted(bot: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    "select coalesce(sum(n), 0)::integer as n from rollup_minute_live where series = 'message' and bot_id = $1",
    [bot],
  );
  return row!.n;
}

/** Log, users, runs and rollups tell the same of the bot, and it is there if they tell anything. */
async function expectConsistent(): Promise<void> {
  const [row] = await database.query<Record<string, number>>(`
    select (select count(*) from events where type = 'message.processed')::integer as messages,
      (select coalesce(sum(messages), 0) from user_days)::integer as of_users,
      (select coalesce(sum(n), 0) from rollup_minute_live where series = 'message')::integer as counted,
      (select count(*) from events where type = 'job.finished')::integer as finishes,
      (select count(*) from job_runs where finished_at is not null)::integer as runs,
      (select coalesce(sum(n), 0) from rollup_minute_live where series = 'job')::integer as runs_counted,
      (select count(*) from (select from events limit 1) as any_event)::integer as has_events,
      (select count(*) from bots)::integer as bots`);
  const { messages, finishes, has_events } = row!;
  expect(row).toEqual({
    messages,
    of_users: messages,
    counted: messages,
    finishes,
    runs: finishes,
    runs_counted: finishes,
    has_events,
    bots: has_events,
  });
}

async function expectFleetSum(): Promise<void> {
  const session = await openSession();
  for (const grain of ALL_GRAINS) {
    const { told, truth } = await compareFleet(session, grain);
    expect(told).toEqual(truth);
  }
  await session.end();
}

async function expectNothingCounted(): Promise<void> {
  expect(await database.query("select 1 from fleet_minute_live")).toEqual([]);
}

async function openSession(): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: database.url });
  session.on("error", () => {});
  await session.connect();
  return session;
}
