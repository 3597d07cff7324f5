import { afterAll, beforeAll, expect, it } from "vitest";
import { type DemoBot, demoBot } from "../support/demo-bot";
import { call, send } from "../support/http";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { type Receiver, startReceiver } from "../support/receiver";
import { ADMIN_KEY, CRON_SECRET, startServer, type TestServer } from "../support/server";
import { eventually } from "../support/wait";

const env = { SCHEDULER: "internal", OUTBOUND_ALLOW: "127.0.0.1/32" };
/** A tick is each 15 s; the rest is for busy machines. */
const WITHIN_MS = 60_000;
const TICKS = 3;

let database: TestDatabase;
let one: TestServer;
let other: TestServer;
let bot: DemoBot;
let slack: Receiver;
let hook: Receiver;

beforeAll(async () => {
  database = await freshDatabase();
  // The database was migrated when the run began: without this, an absence since then would be reckoned with.
  await database.query("update alert_clock set ticked_at = now()");
  [slack, hook] = await Promise.all([startReceiver(), startReceiver()]);
  [one, other] = await Promise.all([
    startServer({ driver: "pg", database, env }),
    startServer({ driver: "pg", database, env }),
  ]);
  bot = await demoBot("worker-1", { url: other.url, key: ADMIN_KEY });
  const channels = [
    { name: "slack", kind: "slack", secrets: { webhook_url: `${slack.url}/services/T/B/x` } },
    { name: "hook", kind: "webhook", settings: { url: hook.url } },
  ];
  for (const channel of channels) expect((await send(`${one.url}/api/channels`, channel)).status).toBe(201);
  bot.start();
  await eventually(async () => (await call(`${one.url}/api/bots/worker-1`)).status === 200);
  // What takes two minutes by default is to take seconds here.
  const contract = { heartbeat_interval_seconds: 15, heartbeat_grace_seconds: 5 };
  const change = { method: "PATCH" };
  expect((await send(`${one.url}/api/bots/worker-1`, { contract }, change)).status).toBe(200);
  const rule = { keep_firing_seconds: 0 };
  expect((await send(`${one.url}/api/alert-rules/bot-offline`, rule, change)).status).toBe(200);
}, 120_000);

afterAll(async () => {
  await bot?.remove();
  await Promise.all([one?.stop(), other?.stop()]);
  await Promise.all([slack?.stop(), hook?.stop()]);
  await database?.drop();
});

const kinds = () => hook.received.map(({ body }) => JSON.parse(body).data.kind as string);
/** Whoever is killed between sending and marking leaves it to another to send it once more, with the same id. */
const isMarked = async () => (await database.query("select 1 from deliveries where status <> 'sent'")).length === 0;
const openIncidents = () => database.query("select 1 from incidents where status = 'firing'");

it("a bot that is killed is told once on each channel by two instances, and once when it is back, though one of them is killed", async () => {
  await bot.kill();
  await eventually(() => slack.received.length > 0 && hook.received.length > 0, WITHIN_MS);
  expect(kinds()).toEqual(["fired"]);
  expect(JSON.parse(hook.received[0]!.body).data).toMatchObject({ subject: "bot:worker-1", severity: "critical" });
  expect(slack.received).toHaveLength(1);

  await eventually(isMarked);
  await one.kill();
  bot.start();
  await eventually(() => slack.received.length > 1 && hook.received.length > 1, WITHIN_MS);
  expect(kinds()).toEqual(["fired", "resolved"]);
  const keys = hook.received.map(({ body }) => JSON.parse(body).data.dedup_key);
  expect(new Set(keys).size).toBe(1);
  expect(slack.received).toHaveLength(2);
  await one.restart();
});

it("an hour in which Rollcall was down is no alert", async () => {
  const before = hook.received.length;
  await Promise.all([one.kill(), other.kill()]);
  await database.query(
    "update alert_clock set ticked_at = ticked_at - interval '1 hour', listening_since = listening_since - interval '1 hour'",
  );
  await database.query(
    "update bots set last_seen_at = last_seen_at - interval '1 hour', last_heartbeat_at = last_heartbeat_at - interval '1 hour'",
  );
  await Promise.all([one.restart(), other.restart()]);
  const seen = new Set<string>();
  await eventually(async () => {
    const [clock] = await database.query<{ at: string }>(
      "select ticked_at::text as at from alert_clock where ticked_at > now() - interval '30 minutes'",
    );
    if (clock) seen.add(clock.at);
    return seen.size >= TICKS;
  }, 2 * WITHIN_MS);
  expect(await openIncidents()).toEqual([]);
  expect(hook.received).toHaveLength(before);
});

it("twice at once and after a missed hour the cron route tells nobody anything new", async () => {
  const before = hook.received.length;
  const cron = () => call(`${one.url}/api/cron/alerts`, { method: "POST", key: CRON_SECRET });
  await database.query("update alert_clock set ticked_at = ticked_at - interval '1 hour'");
  const answers = await Promise.all([cron(), cron(), cron(), cron()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await openIncidents()).toEqual([]);
  expect(hook.received).toHaveLength(before);
});
