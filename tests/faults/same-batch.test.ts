import { afterAll, beforeAll, expect, it } from "vitest";
import { type IngestCounts, postEvents } from "../support/http";
import { jobHistory, wire } from "../support/job-history";
import { referenceRuns, referenceTotals } from "../support/job-reference";
import { storedRuns, storedTotals } from "../support/job-store";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";
import { pause } from "../support/wait";

const EVENTS = 500;
const SENDINGS = 50;

let database: TestDatabase;
let servers: TestServer[];

beforeAll(async () => {
  database = await freshDatabase();
  servers = [await startServer({ driver: "pg", database })];
  servers.push(await startServer({ driver: "pg", database, mounting: "lane-deno" }));
});

afterAll(async () => {
  for (const server of servers ?? []) await server.stop();
  await database?.drop();
});

it("counts a batch once that is sent 50 times at once, in as many orders, to two instances", async () => {
  const random = seededRandom(50);
  const history = Array.from({ length: 40 }, (_, n) =>
    jobHistory(random, `bot-${n % 7}`, `job-${n}`, Date.now() - 4 * 3_600_000),
  ).flat();
  const others = Array.from({ length: EVENTS - history.length }, (_, n) => otherEvent(n));
  const batch = [...history.map(wire), ...others];
  expect(batch).toHaveLength(EVENTS);

  const answers = await Promise.all(
    Array.from({ length: SENDINGS }, (_, n) => postEvents(servers[n % 2]!.url, random.shuffled(batch))),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array(SENDINGS).fill(200));
  const sum = (member: Exclude<keyof IngestCounts, "errors">) =>
    answers.reduce((total, { body }) => total + body[member], 0);
  expect([sum("accepted"), sum("duplicates"), sum("dropped")]).toEqual([EVENTS, EVENTS * (SENDINGS - 1), 0]);

  expect(await database.query("select 1 from events")).toHaveLength(EVENTS);
  const runs = referenceRuns(history);
  expect(Object.fromEntries(await storedRuns(database.query))).toEqual(Object.fromEntries(runs));
  expect(await storedTotals(database.query)).toEqual(referenceTotals(runs));
  const counted = await database.query<{ series: string; n: string }>(
    "select series, sum(n) as n from rollup_hour_live where series in ('heartbeat', 'message', 'queue_pending', 'dependency') group by 1",
  );
  expect(Object.fromEntries(counted.map(({ series, n }) => [series, Number(n)]))).toEqual(countBySeries(others));
  const users = await database.query<{ messages: string }>("select sum(messages) as messages from user_days");
  expect(Number(users[0]!.messages)).toBe(countBySeries(others).message);
  expect(await deadlocks()).toBe(0);
});

it("has batches of the same bots never wait for each other in a circle, be there heartbeats among them or not", async () => {
  const random = seededRandom(12);
  const waiting = Array.from({ length: 6000 }, (_, n) => {
    const bot_id = `crowded-${random.whole(0, 11)}`;
    if (random.chance(0.4)) return { id: `beat-${n}`, type: "heartbeat", bot_id, data: { status: "busy" } };
    return { id: `job-${n}`, type: "job.queued", bot_id, data: { job_id: `j${n}`, queue: `q${n % 3}` } };
  });
  const write = async (_: unknown, writer: number) => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, random.whole(1, 12));
      expect((await postEvents(servers[writer % 2]!.url, batch)).status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: 24 }, write));
  expect(await deadlocks()).toBe(0);
});

async function deadlocks(): Promise<number> {
  // Sessions tell their share now and then.
  await pause(1500);
  const [row] = await database.query<{ deadlocks: string }>(
    "select deadlocks from pg_stat_database where datname = current_database()",
  );
  return Number(row!.deadlocks);
}

const KINDS = [
  { type: "heartbeat", series: "heartbeat", data: { status: "idle" } },
  { type: "message.processed", series: "message", data: { user_id: "u", response_time_ms: 5 } },
  { type: "queue.sampled", series: "queue_pending", data: { queue: "q", pending: 3 } },
  { type: "dependency.checked", series: "dependency", data: { component: "redis", status: "up" } },
];

/** An event of another type; every other one leaves its time to the receipt. */
function otherEvent(n: number) {
  const { type, data } = KINDS[n % KINDS.length]!;
  const time = n % 2 === 0 ? {} : { time: new Date(Date.now() - n * 1000).toISOString() };
  return { id: `other-${n}`, type, bot_id: `bot-${n % 5}`, data, ...time };
}

function countBySeries(events: readonly { type: string }[]) {
  return Object.fromEntries(
    KINDS.map(({ type, series }) => [series, events.filter((event) => event.type === type).length]),
  );
}
