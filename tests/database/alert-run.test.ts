import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeIncident, listIncidents, readIncident, summariseIncidents } from "@/lib/alerts/incidents";
import { incidentQuerySchema } from "@/lib/alerts/incidents/query";
import { type RuleInput, ruleSchema } from "@/lib/alerts/rule";
import { changeRule, createRule, installShippedRules, listRules, removeRule } from "@/lib/alerts/rules";
import { runAlerts } from "@/lib/alerts/run";
import { createSilence, endSilence, newSilenceSchema } from "@/lib/alerts/silences";
import type { Connection } from "@/lib/db/client";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";
import { eventually } from "../support/wait";

const START = Date.UTC(2026, 2, 2, 12);
const TICK_MS = 15_000;
const actor = { kind: "operator" as const, id: "u1", name: "Ada", scope: "admin" as const };

let database: ConnectedDatabase;
let connection: Connection;
/** The virtual clock, in epoch ms. */
let now: number;

beforeEach(async () => {
  now = START;
  database = await connectedDatabase(new Date(now));
  connection = database.connection;
  await database.query("update alert_clock set ticked_at = $1", [new Date(now)]);
  await database.query(
    `insert into channels (id, name, kind, enabled, settings, routing, created_at, updated_at)
     values ('hook', 'hook', 'webhook', true, '{"url":"http://127.0.0.1:1/"}',
       '{"severities":["critical","warning","performance","info"],"quiet_hours":null}', now(), now())`,
  );
});
afterEach(() => database.drop());

const report = (events: Record<string, unknown>[]) =>
  ingestAt(
    connection,
    events.map((event) => ({ time: new Date(now).toISOString(), ...event })),
    new Date(now),
  );
const beats = (...ids: string[]) => report(ids.map((bot_id) => ({ type: "heartbeat", bot_id, data: {} })));
const tick = () => runAlerts({ db: connection.db, now: new Date(now), publicUrl: "https://rollcall.example" });
const rule = (changes: Partial<RuleInput> = {}) =>
  createRule(
    { db: connection.db, now: new Date(now) },
    actor,
    ruleSchema.parse({
      ...{ name: "Bot offline", metric: "bot.overdue", operator: ">", threshold: 0, severity: "critical" },
      ...changes,
    }),
  );
const incidents = async (query: object = {}) =>
  (await listIncidents({ db: connection.db }, incidentQuerySchema.parse(query))).incidents;
const queued = () =>
  database.query<{ kind: string; title: string; status: string; dedup_key: string }>(
    "select notice->>'kind' as kind, notice->>'title' as title, notice->>'dedup_key' as dedup_key, status from deliveries order by created_at, id",
  );
/** Lets time pass with a tick each 15 s; the bots named report at each. */
async function pass(seconds: number, ...alive: string[]): Promise<void> {
  const end = now + seconds * 1000;
  while (now < end) {
    now += TICK_MS;
    if (alive.length > 0) await beats(...alive);
    await tick();
  }
}

describe("a bot that goes silent", () => {
  it("is one incident within 2 min 20 s, told once, and resolved once when it is heard again", async () => {
    await rule();
    await beats("press", "chat");
    await pass(120, "chat");
    expect(await incidents()).toEqual([]);
    await pass(15, "chat");
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      subject: "bot:press",
      status: "firing",
      severity: "critical",
      rule_name: "Bot offline",
    });
    expect(Date.parse(incident!.fired_at) - START).toBeLessThanOrEqual(140_000);
    await pass(600, "chat");
    expect(await queued()).toEqual([expect.objectContaining({ kind: "fired", title: "Bot offline: press" })]);
    await pass(30, "chat", "press");
    expect((await queued()).map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
    const { timeline, status, resolved_by } = await readIncident({ db: connection.db }, incident!.id);
    expect({ status, resolved_by }).toEqual({ status: "resolved", resolved_by: "recovered" });
    expect(timeline.map(({ kind }) => kind)).toEqual(["fired", "notified", "resolved", "notified"]);
    const told = await database.query<{ type: string; status: string }>(
      "select type, data->>'status' as status from events where channel = 'alerts' order by xid, seq",
    );
    expect(told).toEqual(["firing", "resolved"].map((state) => ({ type: "alert.changed", status: state })));
  });

  it("is nothing while it is paused, and nothing at its first heartbeat", async () => {
    await rule();
    await beats("press");
    await tick();
    await database.query("update bots set paused_at = $1", [new Date(now)]);
    await pass(600);
    expect(await incidents()).toEqual([]);
  });
});

describe("several ticks", () => {
  it("at once do what one does", async () => {
    await rule();
    await beats("press");
    now += 130_000;
    const counts = await Promise.all(Array.from({ length: 4 }, tick));
    expect(counts.map(({ fired }) => fired).sort()).toEqual([0, 0, 0, 1]);
    expect(await incidents()).toHaveLength(1);
    expect(await queued()).toHaveLength(1);
  });

  it("that were missed for an hour make no false alert, nor does a clock that was set back or forth", async () => {
    await rule();
    await rule({ name: "Queue", metric: "queue.pending", threshold: 100, for_seconds: 300, severity: "warning" });
    await report([
      { type: "heartbeat", bot_id: "press", data: {} },
      { type: "queue.sampled", bot_id: "press", data: { queue: "mail", pending: 500 } },
    ]);
    await pass(30, "press");
    for (const jump of [3_600_000, -3_600_000]) {
      now += jump;
      await tick();
      // The bot could not report meanwhile, and does so within two minutes.
      await pass(90);
      await pass(180, "press");
      expect(await incidents()).toEqual([]);
    }
  });

  it("by two clocks that are 40 s apart neither miss a silent bot nor take each other for an absence", async () => {
    await rule();
    await beats("press");
    for (let second = 0; second < 150; second += 15) {
      for (const ahead of [40_000, 0]) {
        await runAlerts({ db: connection.db, now: new Date(now + ahead), publicUrl: undefined });
      }
      now += TICK_MS;
    }
    expect(await incidents()).toEqual([expect.objectContaining({ subject: "bot:press", status: "firing" })]);
  });

  it("know an upgrade of two minutes for an absence where they come each 15 s", async () => {
    await rule();
    await beats("press");
    await pass(30, "press");
    now += 130_000;
    await runAlerts({ db: connection.db, now: new Date(now), publicUrl: undefined, awayAfterMs: 60_000 });
    await pass(60);
    await pass(120, "press");
    expect(await incidents()).toEqual([]);
  });

  it("tell what stays silent after an absence, two minutes and a tick after it at most", async () => {
    await rule();
    await beats("press");
    await tick();
    now += 3_600_000;
    await pass(135);
    expect(await incidents()).toEqual([]);
    await pass(30);
    expect(await incidents()).toHaveLength(1);
  });
});

describe("rules and subjects that go", () => {
  it("take their incidents with them", async () => {
    const [first, second] = [await rule(), await rule({ name: "Silence", metric: "bot.silence", threshold: 60 })];
    await beats("press");
    await pass(135);
    expect(await incidents({ status: "firing" })).toHaveLength(2);
    await changeRule({ db: connection.db, now: new Date(now) }, actor, first.id, { enabled: false });
    await removeRule({ db: connection.db, now: new Date(now) }, actor, second.id);
    await pass(15);
    expect((await incidents()).map(({ resolved_by }) => resolved_by)).toEqual(["rule_changed", "rule_changed"]);
    await changeRule({ db: connection.db, now: new Date(now) }, actor, first.id, { enabled: true });
    await pass(15);
    await database.query("delete from bots");
    await pass(15);
    expect((await incidents())[0]).toMatchObject({ resolved_by: "subject_gone" });
  });
});

describe("a silence", () => {
  it("stops the telling, not the incident; what still fires at its end is told then", async () => {
    await rule();
    const silence = await createSilence(
      { db: connection.db, now: new Date(now) },
      actor,
      newSilenceSchema.parse({
        ...{ matcher: { subjects: ["bot:pr*"] }, reason: "moving house" },
        ends_at: new Date(now + 3_600_000).toISOString(),
      }),
    );
    await beats("press");
    await pass(300);
    expect(await incidents()).toEqual([
      expect.objectContaining({ status: "firing", muted_by: `silence:${silence.id}` }),
    ]);
    expect(await queued()).toEqual([]);
    await endSilence({ db: connection.db, now: new Date(now) }, actor, silence.id);
    await pass(15);
    expect((await queued()).map(({ kind }) => kind)).toEqual(["fired"]);
  });

  it("that outlasts its incident leaves nothing to be told", async () => {
    await rule();
    const given = { matcher: {}, reason: "all of it", ends_at: new Date(now + 3_600_000).toISOString() };
    await createSilence({ db: connection.db, now: new Date(now) }, actor, newSilenceSchema.parse(given));
    await beats("press");
    await pass(180);
    await pass(60, "press");
    expect(await incidents({ status: "resolved" })).toHaveLength(1);
    expect(await queued()).toEqual([]);
  });
});

describe("a rule that depends on something", () => {
  it("tells nobody while that fires, and tells afterwards what is still wrong", async () => {
    await rule({ name: "Database", metric: "dependency.status", operator: ">=", threshold: 2 });
    await rule({ name: "Queue", metric: "queue.pending", threshold: 10, depends_on: ["component:postgres"] });
    const checked = (status: string) => [
      { type: "dependency.checked", bot_id: "press", data: { component: "postgres", status } },
      { type: "queue.sampled", bot_id: "press", data: { queue: "mail", pending: 50 } },
    ];
    await report(checked("down"));
    await pass(30);
    expect((await queued()).map(({ title }) => title)).toEqual(["Database: postgres"]);
    expect((await incidents({ subject: "queue:mail" }))[0]?.muted_by).toMatch(/^incident:/);
    await report(checked("up"));
    await pass(15);
    expect((await queued()).map(({ kind, title }) => `${kind} ${title}`).sort()).toEqual([
      "fired Database: postgres",
      "fired Queue: mail",
      "resolved Database: postgres",
    ]);
  });
});

describe("an incident", () => {
  it("escalates while nobody acknowledges it", async () => {
    const escalation = [
      { after_seconds: 60, channel_ids: ["hook"] },
      { after_seconds: 300, channel_ids: ["hook"] },
    ];
    await rule({ escalation });
    await beats("press");
    await pass(135);
    await pass(90);
    expect((await queued()).map(({ kind }) => kind)).toEqual(["fired", "escalated"]);
    const [incident] = await incidents();
    const change = { acknowledged: true, verdict: "true_positive" as const, note: "on it" };
    const context = { db: connection.db, now: new Date(now), publicUrl: undefined };
    expect(await changeIncident(context, actor, incident!.id, change)).toMatchObject({ acknowledged_by: "Ada" });
    await pass(600);
    expect((await queued()).map(({ kind }) => kind)).toEqual(["fired", "escalated"]);
    await pass(30, "press");
    const summary = await summariseIncidents({ db: connection.db, now: new Date(now + 1) });
    expect(summary).toMatchObject({ incidents: 1, firing: 0, true_positives: 1, accuracy: 100, mttd_seconds: 0 });
    expect(summary.mtta_seconds).toBe(90);
  });

  it("waits for its escalation anew after a silence, and after an absence of Rollcall", async () => {
    const passFull = async (seconds: number) => {
      for (const end = now + seconds * 1000; now < end; ) {
        await report([{ type: "queue.sampled", bot_id: "press", data: { queue: "mail", pending: 500 } }]);
        await pass(15);
      }
    };
    const escalation = [{ after_seconds: 120, channel_ids: ["hook"] }];
    await rule({ name: "Queue", metric: "queue.pending", threshold: 100, severity: "warning", escalation });
    const silence = {
      ...{ matcher: { subjects: ["queue:mail"] }, reason: "upgrade" },
      ends_at: new Date(now + 600_000).toISOString(),
    };
    await createSilence({ db: connection.db, now: new Date(now) }, actor, newSilenceSchema.parse(silence));
    const kinds = async () => (await queued()).map(({ kind }) => kind);
    await passFull(15);
    expect(await incidents()).toHaveLength(1);
    await passFull(600);
    await passFull(90);
    expect(await kinds()).toEqual(["fired"]);
    now += 3_600_000;
    await passFull(105);
    expect(await kinds()).toEqual(["fired"]);
    await passFull(60);
    expect(await kinds()).toEqual(["fired", "escalated"]);
  });

  it("ended by hand while a tick is under way fires anew when the rule finds it again", async () => {
    await rule();
    await beats("press");
    await pass(135);
    const [first] = await incidents();
    const operator = new pg.Client({ connectionString: database.url });
    await operator.connect();
    await operator.query("begin");
    await operator.query("update incidents set status = 'resolved', resolved_at = now() where id = $1", [first!.id]);
    await operator.query("delete from alert_states where incident_id = $1", [first!.id]);
    now += TICK_MS;
    const ticking = tick();
    await eventually(async () => {
      const waiting = await database.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      return waiting.length > 0;
    });
    await operator.query("commit");
    await operator.end();
    await ticking;
    await pass(15);
    expect(await incidents({ status: "firing" })).toEqual([expect.objectContaining({ subject: "bot:press" })]);
  });

  it("ended by hand fires anew when the rule finds it again", async () => {
    await rule();
    await beats("press");
    await pass(135);
    const [incident] = await incidents();
    now += 1000;
    await changeIncident({ db: connection.db, now: new Date(now), publicUrl: undefined }, actor, incident!.id, {
      resolved: true,
    });
    expect((await queued()).map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
    await pass(15);
    expect(await incidents({ status: "firing" })).toHaveLength(1);
  });
});

describe("many incidents of one rule at one tick", () => {
  it("are told in one notice, and their end in one", async () => {
    await rule({ name: "Queue", metric: "queue.pending", threshold: 10 });
    const sampled = (pending: number) =>
      report(
        Array.from({ length: 8 }, (_, n) => ({
          type: "queue.sampled",
          bot_id: "press",
          data: { queue: `q${n}`, pending },
        })),
      );
    await sampled(50);
    await pass(15);
    expect(await incidents()).toHaveLength(8);
    expect((await queued()).map(({ title }) => title)).toEqual(["Queue: 8 at once"]);
    await sampled(0);
    await pass(15);
    const told = await queued();
    expect(told.map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
    expect(new Set(told.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });
});

describe("the shipped rules", () => {
  it("are installed once, follow what is shipped until they are changed, and come back where one is missing", async () => {
    const context = { db: connection.db, now: new Date(now) };
    await Promise.all([installShippedRules(context), installShippedRules(context)]);
    const { rules } = await listRules(context, { after: "", limit: 200 });
    expect(rules.length).toBeGreaterThanOrEqual(24);
    const firstDay = ["bot-offline", "job-too-long", "queue-backlog", "success-rate-low"];
    expect(rules.filter(({ id, enabled }) => enabled && firstDay.includes(id))).toHaveLength(4);
    await changeRule(context, actor, "queue-backlog", { threshold: 7 });
    await database.query(
      `update alert_rules set definition = definition || '{"threshold": 1}' where id = 'job-too-long'`,
    );
    await database.query("delete from alert_rules where id = 'bot-offline'");
    await installShippedRules(context);
    const after = (await listRules(context, { after: "", limit: 200 })).rules;
    const thresholdOf = (id: string) => after.find((each) => each.id === id)?.threshold;
    expect([thresholdOf("queue-backlog"), thresholdOf("job-too-long"), thresholdOf("bot-offline")]).toEqual([
      7, 600, 0,
    ]);
    await beats("press");
    await pass(30, "press");
    expect(await incidents()).toEqual([]);
  });
});
