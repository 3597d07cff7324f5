import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "@/lib/db/client";
import { fleetSnapshot } from "@/lib/stats/fleet";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";

const NOW = new Date("2026-03-02T12:00:30Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

let database: ConnectedDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await connectedDatabase(NOW);
  connection = database.connection;
});
afterEach(() => database.drop());

/** Reports events as received now. */
const report = (...events: Record<string, unknown>[]) => ingestAt(connection, events, NOW);

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
