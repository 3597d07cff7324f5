import { afterAll, beforeAll, expect, it } from "vitest";
import { listBots } from "@/lib/bots/list";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { ingest } from "@/lib/events/ingest";
import { accepted } from "../support/events";
import { freshDatabase, type TestDatabase } from "../support/postgres";

const START = Date.parse("2026-03-02T12:00:00Z");
const STEP_MS = 30_000;
const STEPS_A_PHASE = 12;
const HOUR_MS = 3_600_000;
/** What our clock is off by, phase by phase: right, an hour back, right, an hour forth, right. */
const PHASES = [0, -HOUR_MS, 0, HOUR_MS, 0];

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

it("a clock that goes an hour back and forth changes no status, loses nothing, doubles nothing and never sets a bot back", async () => {
  const sent: Record<string, unknown>[] = [];
  const statuses = new Set<string>();
  let lastSeen = 0;
  for (const [step, offset] of PHASES.flatMap((phase) => Array<number>(STEPS_A_PHASE).fill(phase)).entries()) {
    const trueTime = START + step * STEP_MS;
    const now = new Date(trueTime + offset);
    const context = { db: connection.db, send: connection.send, now: () => now, rawDays: 7 };
    const events = eventsOf(step, trueTime);
    const take = (raws: Record<string, unknown>[]) =>
      ingest(
        context,
        raws.map((raw) => accepted(raw, now)),
      );

    expect(await take(events)).toEqual(events.map(() => "new"));
    // What was reported by another clock is reported again by this one.
    const again = sent.slice(-200);
    expect(await take(again)).toEqual(again.map(() => "duplicate"));
    sent.push(...events);

    const { bots } = await listBots({ db: connection.db, now }, {});
    for (const { id, status } of bots) statuses.add(`${id} ${status}`);
    const [seen] = await database.query<{ at: Date }>("select min(last_seen_at) as at from bots");
    expect(seen!.at.getTime()).toBeGreaterThanOrEqual(lastSeen);
    lastSeen = seen!.at.getTime();
  }

  expect([...statuses].sort()).toEqual(["busy busy", "chat idle", "idle idle"]);
  expect(await database.query("select 1 from events")).toHaveLength(sent.length);
  const steps = PHASES.length * STEPS_A_PHASE;
  const counted = await database.query<{ series: string; n: string }>(
    "select series, sum(n) as n from rollup_minute_live where series in ('heartbeat', 'message') group by 1 order by 1",
  );
  expect(counted.map(({ series, n }) => [series, Number(n)])).toEqual([
    ["heartbeat", 3 * steps],
    ["message", steps],
  ]);
  expect(await database.query("select progress_percent from job_runs")).toEqual([{ progress_percent: steps - 1 }]);
});

/** What three bots report in a step: one at a long job, one that rests, one that chats and leaves times to the receipt. */
function eventsOf(step: number, trueTime: number): Record<string, unknown>[] {
  const time = new Date(trueTime).toISOString();
  const job = { job_id: "long", attempt: 1 };
  return [
    {
      id: `b${step}`,
      type: "heartbeat",
      bot_id: "busy",
      time,
      data: { status: "busy", current_job_id: "long", kind: "worker" },
    },
    {
      id: `j${step}`,
      bot_id: "busy",
      time,
      ...(step === 0 ? { type: "job.started", data: job } : { type: "job.progress", data: { ...job, percent: step } }),
    },
    { id: `i${step}`, type: "heartbeat", bot_id: "idle", time, data: { status: "idle", kind: "worker" } },
    { id: `c${step}`, type: "heartbeat", bot_id: "chat", data: { status: "idle", kind: "chat" } },
    { id: `m${step}`, type: "message.processed", bot_id: "chat", data: { user_id: "u", response_time_ms: 1 } },
  ];
}
