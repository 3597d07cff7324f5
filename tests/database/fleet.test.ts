import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { ingest, keepPartitions } from "@/lib/events/ingest";
import { fleetSnapshot } from "@/lib/stats/fleet";
import { accepted } from "../support/events";
import { freshDatabase, type TestDatabase } from "../support/postgres";

const NOW = new Date("2026-03-02T12:00:30Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

let database: TestDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await freshDatabase();
  connection = await connect(parseEnv({ DATABASE_URL: database.url }));
  await keepPartitions({ db: connection.db, now: () => NOW, rawDays: 7 });
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

/** Reports events as received now. */
const report = (...events: Record<string, unknown>[]) =>
  ingest(
    { db: connection.db, send: connection.send, now: () => NOW, rawDays: 7 },
    events.map((event) => accepted(event, NOW)),
  );

const finished = (job_id: string, status: string, time: string) => ({
  ...{ type: "job.finished", bot_id: "worker", time, data: { job_id, status } },
});
const message = (user_id: string, time: string) => ({
  type: "message.processed",
  bot_id: "chat",
  time,
  data: { user_id },
});
const snapshot = (at = NOW) => fleetSnapshot({ db: connection.db, now: at });

describe("the fleet at a glance", () => {
  it("counts bots by status, and what they did in the last whole minute and hour", async () => {
    await report(
      { type: "job.started", bot_id: "worker", time: ago(5), data: { job_id: "open" } },
      finished("a", "failed", ago(40)),
      finished("b", "succeeded", ago(85)),
      finished("c", "succeeded", ago(1000)),
      finished("d", "succeeded", ago(4000)),
      {
        type: "request.handled",
        bot_id: "service",
        time: ago(60),
        data: { method: "GET", route: "/", status_code: 200, duration_ms: 3 },
      },
      message("ann", ago(45)),
      message("ann", ago(600)),
      message("bob", ago(1700)),
      message("old", ago(1900)),
    );
    expect(await snapshot()).toEqual({
      timestamp: "2026-03-02T12:00:30Z",
      bots: { total: 3, busy: 1, idle: 2, offline: 0, paused: 0, stuck: 0, zombie: 0 },
      jobs: { ended_last_minute: 2, failed_last_minute: 1, ended_last_hour: 3, failed_last_hour: 1 },
      messages: { last_minute: 1, last_hour: 4 },
      requests: { last_minute: 1, last_hour: 1 },
      active_users: 2,
    });
  });

  it("is read once in 5 s, however many ask, and anew after that", async () => {
    const together = await Promise.all([snapshot(), snapshot(), snapshot()]);
    expect(new Set(together).size).toBe(1);
    await report(finished("a", "failed", ago(40)));
    expect(await snapshot(new Date(NOW.getTime() + 4999))).toBe(together[0]);
    expect((await snapshot(new Date(NOW.getTime() + 5000))).bots.total).toBe(1);
  });
});
