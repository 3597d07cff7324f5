import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "@/lib/db/client";
import { readQueueHistory } from "@/lib/queues/history";
import { listQueues } from "@/lib/queues/list";
import { queueHistoryAnswer, queueListAnswer } from "@/lib/queues/queue";
import { type ConnectedDatabase, connectedDatabase, ingestAt } from "../support/connected";

const NOW = new Date("2026-03-02T12:20:30Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

let database: ConnectedDatabase;
let connection: Connection;

beforeEach(async () => {
  database = await connectedDatabase(NOW);
  connection = database.connection;
});
afterEach(() => database.drop());

const report = (events: Record<string, unknown>[], at = NOW) => ingestAt(connection, events, at);
const sampled = (bot_id: string, queue: string, minutes: number, data: Record<string, unknown>) => ({
  ...{ type: "queue.sampled", bot_id, time: ago(minutes) },
  data: { queue, ...data },
});
const job = (bot_id: string, type: string, job_id: string, minutes: number, more = {}) => ({
  ...{ type: `job.${type}`, bot_id, time: ago(minutes) },
  data: { job_id, ...(type === "finished" && { status: "succeeded" }), ...more },
});
const list = (search = {}, at = NOW) => listQueues({ db: connection.db, now: at }, search);
const names = (page: Awaited<ReturnType<typeof list>>) => page.queues.map(({ queue }) => queue);

describe("the list of queues", () => {
  it("tells the newest sample of any bot, the deepest first, and what all hold together", async () => {
    await report([
      sampled("a", "mails", 3, { pending: 9, processing: 2, dead_letter: 1, oldest_age_seconds: 60 }),
      sampled("b", "mails", 1, { pending: 4, dead_letter: 2 }),
      sampled("a", "images", 2, { pending: 40, processing: 1, oldest_age_seconds: 400 }),
    ]);
    await report([sampled("c", "old", 30, { pending: 1000 })], new Date(NOW.getTime() - 1_800_000));
    const page = await list();
    expect(queueListAnswer.strict().safeParse(page).error).toBeUndefined();
    expect(names(page)).toEqual(["old", "images", "mails"]);
    expect(page.queues[2]).toMatchObject({
      ...{ pending: 4, processing: null, dead_letter: 2, oldest_age_seconds: null },
      ...{ sampled_by: "b", samplers: 2, sampled_at: "2026-03-02T12:19:30Z", fresh: true },
    });
    expect(page.queues[0]).toMatchObject({ fresh: false, direction: null });
    expect(page.totals).toEqual({
      ...{ queues: 3, pending: 1044, processing: 1, dead_letter: 2, oldest_age_seconds: 400 },
      ...{ in_per_hour: 0, out_per_hour: 0 },
    });
  });

  it("counts what came in and went out in the last 60 minutes, by the bots that work the queue", async () => {
    await report([
      job("w", "queued", "one", 50, { queue: "mails" }),
      job("w", "started", "one", 40),
      job("w", "finished", "one", 30),
      job("w", "queued", "two", 20, { queue: "mails" }),
      job("w", "started", "one", 10, { attempt: 2 }),
      job("v", "finished", "three", 5, { queue: "mails" }),
      job("w", "finished", "long ago", 90),
      job("other", "finished", "four", 5),
    ]);
    expect((await list()).queues).toMatchObject([
      { queue: "mails", pending: null, sampled_at: null, fresh: false, workers: 2, in_per_hour: 4, out_per_hour: 2 },
    ]);
  });

  it("shows the mean backlog of each hour, and where it is going", async () => {
    const course = (queue: string, depths: number[]) =>
      depths.map((pending, index) => sampled("a", queue, 20 + (depths.length - 1 - index) * 60, { pending }));
    await report([
      ...course("up", [10, 10, 12, 60]),
      ...course("down", [100, 100, 100, 20]),
      ...course("calm", [100, 100, 100, 110]),
      sampled("a", "up", 185, { pending: 30 }),
    ]);
    for (const queue of ["up", "down", "calm"]) {
      await report([sampled("a", queue, 0, { pending: { up: 60, down: 20, calm: 110 }[queue] })]);
    }
    const page = await list({ sort: "name" });
    expect(page.queues.map(({ queue, direction }) => [queue, direction])).toEqual([
      ["calm", "steady"],
      ["down", "shrinking"],
      ["up", "growing"],
    ]);
    expect(page.queues[2]!.trend).toHaveLength(24);
    expect(page.queues[2]!.trend.slice(-5)).toEqual([
      { hour: "2026-03-02T08:00:00Z", pending: null },
      { hour: "2026-03-02T09:00:00Z", pending: 20 },
      { hour: "2026-03-02T10:00:00Z", pending: 10 },
      { hour: "2026-03-02T11:00:00Z", pending: 12 },
      { hour: "2026-03-02T12:00:00Z", pending: 60 },
    ]);
  });

  it("is searched, narrowed to a bot, sorted either way and paged without a gap", async () => {
    await report([
      sampled("a", "Mails in", 1, { pending: 1 }),
      sampled("a", "mails out", 1, { pending: 0, dead_letter: 3 }),
      sampled("b", "images", 1, { pending: 1 }),
      job("w", "finished", "x", 1, { queue: "worked" }),
    ]);
    expect(names(await list({ q: "MAILS" }))).toEqual(["Mails in", "mails out"]);
    expect(names(await list({ bot: "b" }))).toEqual(["images"]);
    expect(names(await list({ bot: "w" }))).toEqual(["worked"]);
    expect(names(await list({ sort: "name" }))).toEqual(["images", "Mails in", "mails out", "worked"]);
    expect(names(await list({ sort: "-dead_letter" }))[0]).toBe("mails out");
    for (const sort of ["-pending", "pending", "name", "out"]) {
      const found: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page = await list({ sort, limit: "1", cursor });
        expect(page).toMatchObject({ total: 4, matching: 4 });
        found.push(...names(page));
        cursor = page.next_cursor;
      }
      expect(found).toEqual(names(await list({ sort })));
    }
  });

  it.each([{ sort: "depth" }, { limit: "0" }, { cursor: "x" }, { cursor: "WyJuYW1lIl0" }])(
    "refuses %o",
    async (search) => {
      await expect(list(search)).rejects.toMatchObject({ status: 400 });
    },
  );
});

describe("the history of a queue", () => {
  const history = (queue: string, search = {}) => readQueueHistory({ db: connection.db, now: NOW }, queue, search, 7);

  it("tells means, peaks and flow by spans, those without samples too", async () => {
    await report([
      sampled("a", "mails", 1, { pending: 4, processing: 1, dead_letter: 2, oldest_age_seconds: 30 }),
      sampled("b", "mails", 2, { pending: 8, dead_letter: 1, oldest_age_seconds: 90 }),
      sampled("a", "mails", 125, { pending: 50 }),
      sampled("a", "images", 1, { pending: 999 }),
      job("w", "started", "one", 3, { queue: "mails" }),
      job("w", "finished", "one", 2),
      job("w", "started", "two", 14),
    ]);
    const found = await history("mails");
    expect(queueHistoryAnswer.strict().safeParse(found).error).toBeUndefined();
    expect(found).toMatchObject({
      queue: "mails",
      from: "2026-03-01T12:30:00Z",
      to: "2026-03-02T12:30:00Z",
      step_seconds: 900,
    });
    expect(found.points).toHaveLength(96);
    const at = (from: string) => found.points.find((point) => point.from === from);
    const none = { pending: null, pending_max: null, processing: null, dead_letter: null, oldest_age_seconds: null };
    expect(at("2026-03-02T12:15:00Z")).toEqual({
      ...{ from: "2026-03-02T12:15:00Z", partial: true, in: 1, out: 1 },
      ...{ pending: 6, pending_max: 8, processing: 1, dead_letter: 2, oldest_age_seconds: 90 },
    });
    expect(at("2026-03-02T12:00:00Z")).toEqual({
      from: "2026-03-02T12:00:00Z",
      partial: false,
      in: 1,
      out: 0,
      ...none,
    });
    expect(at("2026-03-02T10:15:00Z")).toMatchObject({ pending: 50 });
    expect(found.samples.map(({ bot_id, pending }) => [bot_id, pending])).toEqual([
      ["a", 4],
      ["b", 8],
    ]);
  });

  it.each([
    ["1", 60, 60],
    ["168", 7200, 84],
    ["720", 21_600, 120],
    ["2160", 86_400, 90],
  ])("cuts %s hours into spans of %i s, and loses nothing", async (hours, seconds, count) => {
    await report([sampled("a", "mails", 30, { pending: 7 }), job("w", "finished", "one", 30, { queue: "mails" })]);
    const { points, step_seconds } = await history("mails", { hours });
    expect([step_seconds, points.length]).toEqual([seconds, count]);
    expect(points.filter(({ pending }) => pending !== null)).toMatchObject([{ pending: 7, in: 1, out: 1 }]);
  });

  it("refuses what makes no sense, and a queue that nobody knows", async () => {
    await report([sampled("a", "mails", 30, { pending: 7 })]);
    await expect(history("mails", { hours: "0" })).rejects.toMatchObject({ status: 400 });
    await expect(history("mail")).rejects.toMatchObject({ status: 404 });
  });
});
