import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ErrorGroups, errorGroupsAnswer } from "@/lib/jobs/errors/group";
import type { JobPage } from "@/lib/jobs/job";
import { type BotResources, botResourcesAnswer } from "@/lib/stats/resources/schema";
import { type BotUptime, botUptimeAnswer } from "@/lib/stats/uptime/schema";
import { databaseOf } from "../support/database-of";
import { call, postEvents } from "../support/http";
import { seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const MINUTE_MS = 60_000;
const newBot = () => `bot-${randomUUID().slice(0, 8)}`;
const iso = (ms: number) => new Date(ms).toISOString();

async function report(events: object[]): Promise<void> {
  for (let at = 0; at < events.length; at += 500) {
    const batch = events.slice(at, at + 500);
    expect((await postEvents(server.url, batch)).body).toMatchObject({ accepted: batch.length, dropped: 0 });
  }
}

async function read<T>(path: string): Promise<T> {
  const { status, body } = await call<T>(`${server.url}/api/bots/${path}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const failed = (bot_id: string, job_id: string, time: number, message: string, type = "TimeoutError") => ({
  ...{ type: "job.finished", bot_id, time: iso(time) },
  data: { job_id, status: "failed", job_type: "mail", error: { type, message } },
});
const told = (bot_id: string, time: number, message: string, job_id?: string) => ({
  ...{ type: "error.occurred", bot_id, time: iso(time) },
  data: { message, type: "TimeoutError", ...(job_id && { job_id }) },
});

describe("error groups", () => {
  it("agree with a plain count of what was sent, and lead to their jobs", async () => {
    const bot = newBot();
    const now = Math.floor(Date.now() / 1000) * 1000;
    const kinds = ["order # is locked", "no answer from 10.0.0.# within 30 s", "disk '#' is full"];
    const sent = Array.from({ length: 120 }, (_, n) => ({ kind: n % 7 === 0 ? 2 : n % 2, n, at: now - n * 20_000 }));
    await report([
      ...sent.map(({ kind, n, at }) => failed(bot, `job-${n}`, at, kinds[kind]!.replace("#", String(n)))),
      told(bot, now - 5000, "order 0 is locked", "job-1"),
      told(bot, now - 4000, "order 77 is locked"),
      { type: "job.finished", bot_id: bot, data: { job_id: "fine", status: "succeeded" } },
    ]);
    const { groups, examined, truncated } = errorGroupsAnswer.parse(await read<ErrorGroups>(`${bot}/errors`));
    expect({ examined, truncated, groups: groups.length }).toEqual({ examined: 122, truncated: false, groups: 3 });
    for (const [kind, pattern] of [
      "order <n> is locked",
      "no answer from <n> within <n> s",
      "disk <text> is full",
    ].entries()) {
      const of = sent.filter((each) => each.kind === kind);
      const group = groups.find((each) => each.pattern === pattern)!;
      // An error without a job, and one of a job that failed by another error.
      const more = kind === 0 ? 2 : 0;
      expect(group).toMatchObject({ type: "TimeoutError", count: of.length + more, failed_jobs: of.length });
      expect(Date.parse(group.first_seen_at)).toBe(Math.min(...of.map(({ at }) => at)));
      const listed: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page: JobPage = await read(`${bot}/jobs?error=${group.key}&limit=25&cursor=${cursor}`);
        listed.push(...page.jobs.map((job) => job.job_id));
        cursor = page.next_cursor;
      }
      expect(listed).toEqual(of.map(({ n }) => `job-${n}`));
    }
  });

  it("are those of the period only, and of 1,000 failures at most", async () => {
    const bot = newBot();
    const now = Date.now();
    await report([
      ...Array.from({ length: 1005 }, (_, n) => failed(bot, `new-${n}`, now - n * 1000, "new")),
      failed(bot, "old", now - 3 * 86_400_000, "old"),
    ]);
    const day = await read<ErrorGroups>(`${bot}/errors?hours=24`);
    expect(day).toMatchObject({ examined: 1000, truncated: true, groups: [{ message: "new", count: 1000 }] });
    const before = `from=${iso(now - 4 * 86_400_000)}&to=${iso(now - 2 * 86_400_000)}`;
    expect((await read<ErrorGroups>(`${bot}/errors?${before}`)).groups).toMatchObject([{ message: "old", count: 1 }]);
  });

  it("are not found of a bot that is not there", async () => {
    for (const path of ["errors", "uptime", "resources"]) {
      expect((await call(`${server.url}/api/bots/nobody/${path}`)).status).toBe(404);
      expect((await call(`${server.url}/api/bots/nobody/${path}?hours=0`)).status).toBe(400);
    }
  });
});

describe("the list of jobs", () => {
  it("is narrowed by outcome, type and time, and says what it does not know", async () => {
    const bot = newBot();
    const now = Date.now();
    const done = (job_id: string, minutes: number, job_type: string) => ({
      ...{ type: "job.finished", bot_id: bot, time: iso(now - minutes * MINUTE_MS) },
      data: { job_id, status: "succeeded", job_type },
    });
    await report([done("a", 1, "mail"), done("b", 10, "scan"), done("c", 20, "mail"), failed(bot, "d", now, "x")]);
    const ids = async (query: string) => (await read<JobPage>(`${bot}/jobs?${query}`)).jobs.map((job) => job.job_id);
    expect(await ids("type=mail")).toEqual(["d", "a", "c"]);
    expect(await ids("type=mail&status=succeeded")).toEqual(["a", "c"]);
    expect(await ids(`from=${iso(now - 15 * MINUTE_MS)}&to=${iso(now - 5 * MINUTE_MS)}`)).toEqual(["b"]);
    expect(await ids("error=00000000000000")).toEqual([]);
    for (const wrong of ["error=x", "from=yesterday", "error=00000000000000&status=succeeded", "status=lost"]) {
      expect((await call(`${server.url}/api/bots/${bot}/jobs?${wrong}`)).status, wrong).toBe(400);
    }
  });
});

describe("resource use", () => {
  it("agrees with what the heartbeats told, step by step", async () => {
    const bot = newBot();
    const random = seededRandom(7);
    const now = Date.now();
    const beats = Array.from({ length: 600 }, () => ({
      at: now - Math.floor(random.next() * 20 * 60) * MINUTE_MS,
      cpu: Math.round(random.next() * 1000) / 10,
      memory: Math.floor(random.next() * 1e9),
    }));
    await report(
      beats.map(({ at, cpu, memory }) => ({
        ...{ type: "heartbeat", bot_id: bot, time: iso(at) },
        data: { cpu_percent: cpu, memory_bytes: memory },
      })),
    );
    const { step_seconds, points } = botResourcesAnswer.parse(await read<BotResources>(`${bot}/resources?hours=24`));
    expect(step_seconds).toBe(900);
    for (const point of points) {
      const from = Date.parse(point.from);
      const within = beats.filter(({ at }) => at >= from && at < from + 900_000);
      for (const [name, of] of [
        ["cpu_percent", "cpu"],
        ["memory_bytes", "memory"],
      ] as const) {
        const values = within.map((beat) => beat[of]);
        if (values.length === 0) {
          expect(point[name]).toBeNull();
          continue;
        }
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(point[name]).toMatchObject({ min: Math.min(...values), max: Math.max(...values) });
        expect(Math.abs(point[name]!.avg - mean)).toBeLessThanOrEqual(0.51);
      }
    }
    expect(points.filter((point) => point.cpu_percent !== null).length).toBeGreaterThan(50);
    expect((await read<BotResources>(`${bot}/resources?hours=720`)).step_seconds).toBe(6 * 3600);
  });
});

describe("uptime", () => {
  it("is the share of minutes since the bot was first seen in which it was alive", async () => {
    const bot = newBot();
    const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const beats = Array.from({ length: 100 }, (_, n) => minute - (n + 1) * MINUTE_MS);
    const heard = beats.filter((_, n) => n < 40 || n >= 60);
    await report(heard.map((at) => ({ type: "heartbeat", bot_id: bot, time: iso(at) })));
    await databaseOf(server)("update bots set first_seen_at = $2 where id = $1", [bot, iso(minute - 100 * MINUTE_MS)]);
    const uptime = botUptimeAnswer.parse(await read<BotUptime>(`${bot}/uptime?hours=24`));
    expect(uptime).toMatchObject({ unit: "minute", holds_seconds: 120 });
    // 20 silent minutes, 2 of which the last heartbeat before them still held; the minute now may have begun meanwhile.
    expect(uptime.expected - uptime.up).toBe(18);
    expect(uptime.expected).toBeGreaterThanOrEqual(100);
    expect(uptime.uptime_percent).toBe(Math.floor((uptime.up / uptime.expected) * 10_000) / 100);
  });

  it("cannot be told of a bot that never sent a heartbeat", async () => {
    const bot = newBot();
    await report([failed(bot, "a", Date.now(), "x")]);
    expect((await read<BotUptime>(`${bot}/uptime`)).uptime_percent).toBeNull();
  });
});
