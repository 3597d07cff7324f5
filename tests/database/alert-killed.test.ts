import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RuleInput, ruleSchema } from "@/lib/alerts/rule";
import { createRule } from "@/lib/alerts/rules";
import { runAlerts } from "@/lib/alerts/run";
import { groupBy } from "@/lib/bots/group";
import type { Connection, Database } from "@/lib/db/client";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";
import { dyingAfter } from "../support/dying-database";
import { makeChannel } from "../support/notices";
import { seededRandom } from "../support/random";

const START = Date.UTC(2026, 2, 2, 12);
const actor = { kind: "operator" as const, id: "u1", name: "Ada", scope: "admin" as const };
const FLEET = Array.from({ length: 20 }, (_, n) => `bot-${n}`);

let database: ConnectedDatabase;
let connection: Connection;
/** The virtual clock, in epoch ms. */
let now: number;

beforeEach(async () => {
  now = START;
  database = await connectedDatabase(new Date(now));
  connection = database.connection;
  await database.query("update alert_clock set ticked_at = $1, listening_since = $1", [new Date(now)]);
  await makeChannel(connection.db, "webhook", { settings: { url: "http://127.0.0.1:1/" } });
});
afterEach(() => database.drop());

const report = (events: Record<string, unknown>[]) =>
  ingestAt(
    connection,
    events.map((event) => ({ time: new Date(now).toISOString(), ...event })),
    new Date(now),
  );
const beats = (ids: readonly string[]) => report(ids.map((bot_id) => ({ type: "heartbeat", bot_id, data: {} })));
const sampled = (queue: string, pending: number) =>
  report([{ type: "queue.sampled", bot_id: "press", data: { queue, pending } }]);
const tick = (db: Database = connection.db) => runAlerts({ db, now: new Date(now), publicUrl: undefined });
const rule = (changes: Partial<RuleInput>) => {
  const given = { name: "Queue", metric: "queue.pending", operator: ">", threshold: 10, severity: "critical" } as const;
  return createRule(
    { db: connection.db, now: new Date(now) },
    actor,
    ruleSchema.parse({ ...given, for_seconds: 0, keep_firing_seconds: 0, ...changes }),
  );
};
const told = () =>
  database.query<{ kind: string; key: string; subject: string }>(
    "select notice->>'kind' as kind, notice->>'dedup_key' as key, notice->>'subject' as subject from deliveries order by created_at, id",
  );
const written = async () => {
  const tables = ["incidents", "incident_events", "deliveries", "alert_states", "events where channel = 'alerts'"];
  const counts = tables.map((table) => `(select count(*) from ${table})`);
  return database.query(`select ${counts.join(", ")}, (select count(*) from incidents where status = 'resolved') as r`);
};

describe("a tick that is killed", () => {
  it("at any statement leaves nothing behind, and the next one fires or resolves once", async () => {
    await rule({});
    let isDone = false;
    for (let step = 0; !isDone; step++) {
      for (const pending of [50, 0]) {
        now += 15_000;
        await sampled(`q${step}`, pending);
        const before = await written();
        const died = await tick(dyingAfter(connection.db, step)).then(
          () => false,
          (error) => String(error).includes("killed"),
        );
        if (died) expect(await written()).toEqual(before);
        isDone = !died;
        now += 1000;
        await tick();
        await tick();
        const story = (await told()).filter(({ subject }) => subject === `queue:q${step}`);
        expect(story.map(({ kind }) => kind)).toEqual(pending > 0 ? ["fired"] : ["fired", "resolved"]);
        expect(new Set(story.map(({ key }) => key)).size).toBe(1);
      }
    }
  });
});

describe("random lives of a fleet, with ticks at once and ticks that are killed", () => {
  it.each([1, 2, 3, 4])("tell each firing once, its resolution once and after it (seed %i)", async (seed) => {
    const random = seededRandom(seed);
    await rule({ for_seconds: random.pick([0, 30]), keep_firing_seconds: random.pick([0, 60]) });
    await rule({ name: "Offline", metric: "bot.overdue", threshold: 0 });
    for (let at = 0; at < 30; at++) {
      now += random.pick([15_000, 15_000, 15_000, 60_000, 130_000, 3_600_000, -1_800_000]);
      await beats(FLEET.slice(0, 4).filter(() => random.chance(0.4)));
      await sampled(random.pick(["mail", "print"]), random.pick([0, 50]));
      if (random.chance(0.3)) await tick(dyingAfter(connection.db, random.whole(10, 30))).catch(() => {});
      await Promise.all(Array.from({ length: random.pick([1, 2, 4]) }, () => tick()));
    }
    const stories = groupBy(await told(), ({ key }) => key);
    for (const [key, story] of stories) {
      // By time of queueing the clock that was set back would mix them up: the feed below has the true order.
      const kinds = story.map(({ kind }) => kind).sort();
      expect(kinds, key).toEqual(["fired", "resolved"].slice(0, kinds.length));
    }
    const announced = await database.query<{ id: string; status: string }>(
      "select data->>'id' as id, data->>'status' as status from events where channel = 'alerts' order by xid, seq",
    );
    for (const [id, story] of groupBy(announced, (each) => each.id)) {
      expect(story.map(({ status }) => status).join(" "), id).toMatch(/^firing( firing)*( resolved)?$/);
    }
    const open = await database.query<{ id: string }>("select id from incidents where status = 'firing' order by id");
    const held = await database.query(
      "select incident_id as id from alert_states where incident_id is not null order by 1",
    );
    expect(open).toEqual(held);
    const doubled = await database.query(
      "select rule_id, subject from incidents where status = 'firing' group by 1, 2 having count(*) > 1",
    );
    expect(doubled).toEqual([]);
  });
});

describe("half of the fleet gone silent at once", () => {
  it("is one incident about ingest; those that stay silent are told by themselves, together", async () => {
    await rule({ name: "Offline", metric: "bot.overdue", threshold: 0 });
    await beats(FLEET);
    const pass = async (ticks: number, alive: readonly string[]) => {
      for (let at = 0; at < ticks; at++) {
        now += 15_000;
        await beats(alive);
        await tick();
      }
    };
    const firing = () =>
      database.query("select subject from incidents where status = 'firing' order by subject collate \"C\"");
    await pass(16, FLEET.slice(0, 8));
    expect(await firing()).toEqual([{ subject: "fleet:" }]);
    await pass(4, FLEET.slice(0, 17));
    expect(await firing()).toEqual(["bot:bot-17", "bot:bot-18", "bot:bot-19"].map((subject) => ({ subject })));
    expect((await told()).map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([
      "fired bot:bot-17",
      "fired bot:bot-18",
      "fired bot:bot-19",
      "fired fleet:",
      "resolved fleet:",
    ]);
  });
});
