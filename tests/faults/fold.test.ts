import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import type { AcceptedEvent } from "@/lib/events/event";
import { ingest } from "@/lib/events/ingest";
import { foldRollups } from "@/lib/rollups/fold";
import { foldDeltas } from "@/lib/rollups/fold-store";
import { accepted } from "../support/events";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { ALL_GRAINS, compareFleet, compareGrain } from "../support/rollup-truth";

// Noon of the second: late events reach back into the month before.
const NOW = new Date("2026-03-02T12:00:00Z");
const WRITERS = 4;
/** Each writer sends as many at least, and goes on, more slowly, until the grains were compared so often. */
const BATCHES = 40;
const MOMENTS = 4;
const SLOWLY_MS = 250;
const BATCH_EVENTS = 60;

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase();
  connection = await connect(parseEnv({ DATABASE_URL: database.url }));
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

describe("folding while events come in", () => {
  it("keeps all four grains equal to the raw rows, and the fleet to its bots, at every moment, late events and resends included", async () => {
    const work: Work = { done: false, moments: 0 };
    const random = mulberry(7);
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(work, writer, random)));
    const beside = [foldAlways(work, 23), foldAlways(work, 1000), foldAlways(work, 1), watch(work)];
    await Promise.race([writing, Promise.all(beside)]).finally(() => {
      work.done = true;
    });
    await Promise.all([writing, ...beside]);
    expect(work.moments).toBeGreaterThanOrEqual(MOMENTS);

    await foldRollups(connection);
    expect(await database.query("select 1 from rollup_deltas")).toEqual([]);
    await expectExact();
    for (const grain of ALL_GRAINS) {
      const unordered = await database.query(
        `select 1 from rollup_${grain} where hist is not null and hist <> array(select distinct e from unnest(hist) as e order by e)
         or cardinality(hist) <> (select count(distinct e >> 32) from unnest(hist) as e)`,
      );
      expect(unordered).toEqual([]);
    }
  });
});

it("folds at once what a table that was empty at first has got in the meantime", async () => {
  for (let round = 0; round < 8; round++) await foldDeltas(connection.db, 50_000);
  await database.query(`insert into rollup_deltas (bot_id, series, label, minute, n, failed, cancelled)
    select 'bot-' || i % 500, 'message', '', minute_of('2026-03-01T00:00:00Z'), 1, 0, 0 from generate_series(1, 40000) as i`);
  const start = performance.now();
  expect(await foldRollups(connection)).toEqual({ folded: 40_000, complete: true });
  expect(performance.now() - start).toBeLessThan(15_000);
});

it("is not stopped by the largest numbers that the door lets in", async () => {
  const sample = (id: string, value: number) =>
    accepted({ id, bot_id: "bot-huge", type: "metric.sampled", data: { name: "huge", value } }, NOW);
  for (const id of ["a", "b", "c"]) {
    await ingest({ db: connection.db, send: connection.send, now: () => NOW, rawDays: 7 }, [
      sample(`${id}-1`, 1e290),
      sample(`${id}-2`, -1e290),
    ]);
  }
  expect((await foldRollups(connection)).complete).toBe(true);
  expect(() => sample("d", Number.MAX_VALUE)).toThrow("data.value");
});

interface Work {
  done: boolean;
  /** How often the grains were compared while events came in. */
  moments: number;
}

it("keeps a full cell of a histogram full, where one more would run over into the next", async () => {
  const cell = "array[(7::bigint << 32) | 4294967295, (9::bigint << 32) | 1]";
  for (let round = 0; round < 2; round++) {
    await database.query(`insert into rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, hist)
      select 'bot-full', 'message', '', minute_of('2026-03-01T00:00:00Z'), 1, 0, 0, ${cell} from generate_series(1, 2)`);
    await foldRollups(connection);
  }
  for (const [table, where] of [
    ...ALL_GRAINS.map((grain) => [`rollup_${grain}`, "bot_id = 'bot-full'"]),
    ["rollup_fleet", "grain = 'month' and series = 'message'"],
  ]) {
    const cells = await database.query(
      `select (element >> 32)::integer as bucket, (element & 4294967295)::text as count
      from ${table}, unnest(hist) as element where ${where} and element >> 32 in (7, 8) order by 1`,
    );
    expect(cells).toContainEqual({ bucket: 7, count: "4294967295" });
  }
});

async function write(work: Work, writer: number, random: () => number): Promise<void> {
  let previous: AcceptedEvent[] = [];
  for (let batch = 0; !work.done && (batch < BATCHES || work.moments < MOMENTS); batch++) {
    const fresh = Array.from({ length: BATCH_EVENTS }, (_, at) => anEvent(`${writer}-${batch}-${at}`, random));
    const resent = previous.filter(() => random() < 0.3);
    await ingest({ db: connection.db, send: connection.send, now: () => NOW, rawDays: 7 }, [...fresh, ...resent]);
    previous = fresh;
    if (batch >= BATCHES) await new Promise((wake) => setTimeout(wake, SLOWLY_MS));
  }
}

function anEvent(id: string, random: () => number): AcceptedEvent {
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)]!;
  // Most of them now, some up to five days late.
  const late = random() < 0.7 ? random() * 90_000 : random() * 5 * 86_400_000;
  const envelope = { id, bot_id: pick(["bot-1", "bot-2"]), time: new Date(NOW.getTime() - late).toISOString() };
  const kind = random();
  if (kind < 0.1) {
    return accepted({ ...envelope, type: "metric.sampled", data: { name: "depth", value: pick([-5, 0, 7]) } }, NOW);
  }
  if (kind < 0.5) {
    const measured = random() < 0.8 ? { response_time_ms: Math.floor(random() ** 3 * 60_000) } : {};
    const data = { user_id: pick(["u1", "u2"]), channel: pick(["web", "app"]), failed: random() < 0.1, ...measured };
    return accepted({ ...envelope, type: "message.processed", data }, NOW);
  }
  const data = {
    job_id: `job-${Math.floor(random() * 400)}`,
    attempt: pick([1, 2]),
    status: pick(["succeeded", "failed", "cancelled"]),
    ...(random() < 0.6 ? { duration_ms: Math.floor(random() * 1000) * 100 } : {}),
  };
  if (kind < 0.6) return accepted({ ...envelope, type: "job.started", data: { ...data, status: undefined } }, NOW);
  return accepted({ ...envelope, type: "job.finished", data }, NOW);
}

async function foldAlways(work: Work, limit: number): Promise<void> {
  while (!work.done) await foldDeltas(connection.db, limit);
}

/** Compares snapshots until the work is done. */
async function watch(work: Work): Promise<void> {
  while (!work.done) {
    await expectExact();
    work.moments += 1;
  }
}

async function expectExact(): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    for (const grain of ALL_GRAINS) {
      const { told, truth } = await compareGrain(client, grain);
      expect(told).toEqual(truth);
      const fleet = await compareFleet(client, grain);
      expect(fleet.told).toEqual(fleet.truth);
    }
  } finally {
    await client.end();
  }
}

/** A small seeded generator, so that a failure can be run again. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
