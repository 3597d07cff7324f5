import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { groupBy } from "@/lib/bots/group";
import type { Database } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { deliverPending } from "@/lib/notify/deliver";
import type { Notice } from "@/lib/notify/notice";
import { queueNotices } from "@/lib/notify/outbox";
import type { Routing } from "@/lib/notify/routing";
import { newSigningSecret } from "@/lib/notify/webhook/sign";
import { keepRetention } from "@/lib/retention/keep";
import { dyingAfter } from "../support/dying-database";
import { makeChannel, noticeOf } from "../support/notices";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { type Receiver, startReceiver } from "../support/receiver";
import { eventually } from "../support/wait";

const env = { OUTBOUND_ALLOW: "127.0.0.1/32" };
let database: TestDatabase;
let pool: pg.Pool;
let db: Database;
let receiver: Receiver;
let clock: Date;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  pool.on("error", () => {});
  db = drizzle({ client: pool });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  receiver = await startReceiver();
  clock = new Date();
  await database.query("truncate deliveries, delivery_attempts, channels");
});
afterEach(() => receiver.stop());

const deliver = () => deliverPending({ db, env, now: () => clock });
const queue = (notices: Notice[], channelIds: string[] = []) =>
  db.transaction((tx) => queueNotices(tx, { notices, channelIds, now: clock }));
const later = (ms: number) => {
  clock = new Date(clock.getTime() + ms);
};
const hook = (options: { url?: string; secret?: string; routing?: Partial<Routing>; enabled?: boolean } = {}) => {
  const { url = receiver.url, secret = newSigningSecret(), ...rest } = options;
  return makeChannel(db, "webhook", { settings: { url }, secrets: { secret }, ...rest });
};
const kinds = () => receiver.received.map(({ body }) => JSON.parse(body).data.kind);
const rows = () =>
  database.query<{ id: string; status: string; attempts: number; last_error: string | null; due_at: Date }>(
    "select id, status, attempts, last_error, due_at from deliveries order by created_at, id",
  );

describe("a notice", () => {
  it("reaches a webhook that verifies the signature of Standard Webhooks", async () => {
    const secret = newSigningSecret();
    const channel = await hook({ secret });
    const notice = noticeOf();
    await queue([notice], [channel.id]);
    expect(await deliver()).toEqual({ sent: 1, retry: 0, dead: 0, muted: 0, restated: 0 });
    const [{ headers, body } = { headers: {}, body: "" }] = receiver.received;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "incident.fired", data: notice });
    expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow();
    expect(await rows()).toMatchObject([{ status: "sent", attempts: 1, last_error: null }]);
  });

  it("is tried again after a 500, with the same id, and each attempt is kept", async () => {
    await hook();
    receiver.answer(500, 200);
    await queue([noticeOf()]);
    expect(await deliver()).toMatchObject({ sent: 0, retry: 1 });
    expect(await deliver()).toMatchObject({ sent: 0, retry: 0 });
    later(6000);
    expect(await deliver()).toMatchObject({ sent: 1 });
    const [first, second] = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(first).toBe(second);
    const attempts = await database.query("select outcome, status_code, detail from delivery_attempts order by id");
    expect(attempts).toEqual([
      { outcome: "retry", status_code: 500, detail: "said" },
      { outcome: "sent", status_code: 200, detail: "said" },
    ]);
  });

  it.each([400, 401, 404, 410])("is dead after a %i, and shown", async (status) => {
    await hook();
    receiver.answer(status);
    await queue([noticeOf()]);
    expect(await deliver()).toMatchObject({ dead: 1 });
    expect(await rows()).toMatchObject([{ status: "dead", last_error: "said" }]);
    later(86_400_000);
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });

  it("leaves a receiver alone that asks for it, with all else that waits there", async () => {
    await hook();
    receiver.answer((response) => response.writeHead(429, { "retry-after": "600" }).end(), 200);
    await queue([noticeOf()]);
    await deliver();
    await queue([noticeOf()]);
    await queue([noticeOf()]);
    later(1000);
    await deliver();
    later(500_000);
    await deliver();
    const early = receiver.received.length;
    later(700_000);
    await deliver();
    expect([
      early <= 3,
      receiver.received.length >= 3,
      (await rows()).every(({ status }) => status === "sent"),
    ]).toEqual([true, true, true]);
  });

  it("is given up after about a day of failures", async () => {
    await hook();
    receiver.answer(503);
    await queue([noticeOf()]);
    const start = clock.getTime();
    for (let n = 0; n < 200 && (await rows())[0]!.status === "pending"; n++) {
      await deliver();
      clock = new Date(Math.max(clock.getTime(), (await rows())[0]!.due_at.getTime()));
    }
    expect(await rows()).toMatchObject([{ status: "dead", attempts: 134 }]);
    expect((clock.getTime() - start) / 3_600_000).toSatisfy((hours: number) => hours > 16 && hours < 34);
  }, 60_000);

  it("is sent once by two who send at the same time", async () => {
    await hook();
    await queue(Array.from({ length: 12 }, () => noticeOf()));
    const counts = await Promise.all([deliver(), deliver(), deliver(), deliver()]);
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(12);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(12);
    expect(receiver.received).toHaveLength(12);
  });

  it("that was sent and not marked by somebody who died goes once more, with the same id, when the lease is over", async () => {
    await hook();
    await queue([noticeOf()]);
    await deliver();
    await database.query("update deliveries set status = 'pending', leased_until = $1", [
      new Date(clock.getTime() + 60_000),
    ]);
    expect(await deliver()).toMatchObject({ sent: 0 });
    later(61_000);
    expect(await deliver()).toMatchObject({ sent: 1 });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("is left to an instance that sends it, though its clock goes two minutes ahead", async () => {
    await hook();
    await queue([noticeOf()]);
    await database.query("update deliveries set leased_until = $1", [new Date(clock.getTime() + 180_000)]);
    expect(await deliver()).toMatchObject({ sent: 0 });
    later(181_000);
    expect(await deliver()).toMatchObject({ sent: 1 });
  });

  it("goes out although the clock was set back an hour", async () => {
    await hook();
    await queue([noticeOf()]);
    later(-3_600_000);
    expect(await deliver()).toMatchObject({ sent: 1 });
  });
});

describe("the story of an incident", () => {
  it("is told in order: no resolve before its firing", async () => {
    await hook();
    const fired = noticeOf();
    receiver.answer(500, 200);
    await queue([fired]);
    await deliver();
    await queue([{ ...fired, kind: "resolved", resolved_at: clock.toISOString() }]);
    await deliver();
    expect(kinds()).toEqual(["fired"]);
    later(10_000);
    await deliver();
    expect(kinds()).toEqual(["fired", "fired", "resolved"]);
  });

  it("has no end where it had no beginning", async () => {
    await hook();
    const fired = noticeOf();
    receiver.answer(404, 200);
    await queue([fired]);
    await deliver();
    await queue([{ ...fired, kind: "resolved" }]);
    expect(await deliver()).toMatchObject({ muted: 1, sent: 0 });
    expect(await queue([noticeOf({ kind: "resolved" })])).toEqual([]);
  });

  it("ends wherever it was told, though the rule names other channels by now", async () => {
    const [one, other] = [await hook(), await hook()];
    const fired = noticeOf();
    await queue([fired], [one.id]);
    await deliver();
    const queued = await queue([{ ...fired, kind: "resolved" }], [other.id]);
    expect(queued.map(({ channelId }) => channelId)).toEqual([one.id]);
  });
});

describe("whatever happens", () => {
  it("every notice arrives, at most twice and under one id, though whoever sends dies at any statement", async () => {
    await hook();
    for (let step = 0; step < 14; step++) {
      const fired = noticeOf();
      await queue([fired, noticeOf()]);
      await deliverPending({ db: dyingAfter(db, step), env, now: () => clock }).catch(() => {});
      later(61_000);
      await deliver();
      await queue([{ ...fired, kind: "resolved" }]);
      await deliver();
      expect((await rows()).every(({ status }) => status === "sent")).toBe(true);
    }
    const times = [...groupBy(receiver.received, ({ headers }) => headers["webhook-id"]!).values()];
    expect(times).toHaveLength(14 * 3);
    expect(Math.max(...times.map((each) => each.length))).toBeLessThanOrEqual(2);
    const starts = receiver.received.map(({ body }) => JSON.parse(body).data as Notice);
    for (const [at, { kind, incident_id }] of starts.entries()) {
      const before = starts.slice(0, at).filter((each) => each.incident_id === incident_id && each.kind === "fired");
      if (kind === "resolved") expect(before.length).toBeGreaterThan(0);
    }
  }, 60_000);

  it("an incident is told in order, by several who send to a receiver that fails at random", async () => {
    await hook();
    const taken: string[] = [];
    receiver.answer((response, { body }) => {
      const { kind, incident_id } = JSON.parse(body).data as Notice;
      const status = [200, 200, 500, 429, 404][Math.floor(Math.random() * 5)]!;
      if (status === 200) taken.push(`${incident_id} ${kind}`);
      response.writeHead(status).end();
    });
    const incidents = Array.from({ length: 15 }, () => noticeOf());
    for (const kind of ["fired", "escalated", "resolved"] as const) {
      await queue(incidents.map((each) => ({ ...each, kind })));
      await Promise.all([deliver(), deliver(), deliver()]);
      later(1);
    }
    for (let n = 0; n < 60 && (await rows()).some(({ status }) => status === "pending"); n++) {
      later(900_001);
      await Promise.all([deliver(), deliver(), deliver()]);
    }
    expect((await rows()).filter(({ status }) => status === "pending")).toEqual([]);
    expect(new Set(taken).size).toBe(taken.length);
    for (const { incident_id } of incidents) {
      const story = taken.filter((each) => each.startsWith(`${incident_id} `)).map((each) => each.split(" ")[1]!);
      const order = ["fired", "escalated", "resolved"];
      expect(story).toEqual([...story].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
      expect(story).not.toEqual(["resolved"]);
    }
  }, 60_000);
});

describe("routing", () => {
  it("mutes what a named channel does not take and says why; unnamed, it is not asked", async () => {
    const channel = await hook({ routing: { severities: ["critical"] } });
    const off = await hook({ enabled: false });
    const queued = await queue([noticeOf({ severity: "info" })], [channel.id, off.id]);
    expect(queued.map(({ status, reason }) => `${status} ${reason}`).sort()).toEqual([
      "muted The channel does not take notices of severity info.",
      "muted The channel is switched off.",
    ]);
    expect(await queue([noticeOf({ severity: "info" })])).toEqual([]);
  });

  const quiet = (from: Date, hours: number) => ({
    quiet_hours: {
      ...{ time_zone: "UTC", from: clockOf(from), to: clockOf(new Date(from.getTime() + hours * 3_600_000)) },
      ...{ days: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const, allow_urgent: true },
    },
  });
  const clockOf = (at: Date) => at.toISOString().slice(11, 16);

  it("holds what is not urgent until quiet hours end", async () => {
    await hook({ routing: quiet(clock, 2) as unknown as Partial<Routing> });
    await queue([noticeOf({ severity: "warning" }), noticeOf({ severity: "critical" })]);
    expect(await deliver()).toMatchObject({ sent: 1 });
    later(2 * 3_600_000);
    expect(await deliver()).toMatchObject({ sent: 1 });
  });

  it("tells nobody of what began and ended in quiet hours", async () => {
    await hook({ routing: quiet(clock, 2) as unknown as Partial<Routing> });
    const fired = noticeOf({ severity: "warning" });
    await queue([fired]);
    expect(await queue([{ ...fired, kind: "resolved" }])).toEqual([]);
    later(3 * 3_600_000);
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await rows()).toMatchObject([{ status: "muted", last_error: "Resolved before quiet hours ended." }]);
  });
});

describe("a slow receiver", () => {
  it("holds up nobody else, not even what is queued while it is waited for", async () => {
    const slow = await startReceiver();
    let release = () => {};
    slow.answer((response) => {
      release = () => response.writeHead(200).end();
    });
    const [, fast] = [await hook({ url: slow.url }), await hook()];
    await queue([noticeOf()]);
    const run = deliver();
    await eventually(() => receiver.received.length === 1 && slow.received.length === 1, 30_000);
    await queue([noticeOf()], [fast.id]);
    await eventually(() => receiver.received.length === 2, 30_000);
    release();
    expect(await run).toMatchObject({ sent: 3 });
    await slow.stop();
  });
});

it("keeps the log of deliveries for 90 days, and what still waits for longer", async () => {
  await hook();
  await queue([noticeOf(), noticeOf()]);
  await deliver();
  await queue([noticeOf()]);
  const later = new Date(clock.getTime() + 91 * 86_400_000);
  const keep = (now: Date) => keepRetention({ db, now: () => now }, { env: parseEnv({}) });
  await keep(new Date(clock.getTime() + 89 * 86_400_000));
  expect(await rows()).toHaveLength(3);
  await keep(later);
  expect(await rows()).toMatchObject([{ status: "pending" }]);
  expect(await database.query("select 1 from delivery_attempts")).toEqual([]);
});

it("keeps no secret in plain text, nor what a receiver says of it", async () => {
  const secret = newSigningSecret();
  await hook({ secret });
  receiver.answer((response) => response.writeHead(400).end(`bad key ${secret}`));
  await queue([noticeOf()]);
  await deliver();
  for (const table of ["channels", "deliveries", "delivery_attempts"]) {
    const stored = JSON.stringify(await database.query(`select * from ${table}`));
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(6, 30));
  }
  expect(await rows()).toMatchObject([{ last_error: "bad key [redacted]" }]);
});
