import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connect } from "@/lib/db/client";
import { parseEnv } from "@/lib/env";
import { ingest, keepPartitions } from "@/lib/events/ingest";
import { foldRollups } from "@/lib/rollups/fold";
import { readOverview } from "@/lib/stats/analytics/overview";
import { parseAnalyticsPeriod } from "@/lib/stats/analytics/period";
import {
  type AnalyticsTimeline,
  analyticsOverviewAnswer,
  analyticsTimelineAnswer,
  analyticsUsersAnswer,
} from "@/lib/stats/analytics/schema";
import { readTimeline } from "@/lib/stats/analytics/timeline";
import { accepted } from "../support/events";
import { call, postEvents } from "../support/http";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { seededRandom } from "../support/random";
import { startServer } from "../support/server";

const HOUR_MS = 3_600_000;
const KEPT = { minuteDays: 7, hourlyDays: 90, dailyDays: 730 };
const EVENTS = 900;

/** Every event falls within the week that ends then. */
const CHANGES = [
  { zone: "Europe/Berlin", now: new Date("2026-03-31T12:00:00Z"), day: "2026-03-28T23:00:00Z", hours: 23 },
  { zone: "Europe/Berlin", now: new Date("2026-10-27T12:00:00Z"), day: "2026-10-24T22:00:00Z", hours: 25 },
  { zone: "America/New_York", now: new Date("2026-11-03T12:00:00Z"), day: "2026-11-01T04:00:00Z", hours: 25 },
  { zone: "Asia/Kathmandu", now: new Date("2026-05-12T12:00:00Z"), day: "2026-05-09T18:15:00Z", hours: 24 },
];

interface Message {
  at: number;
  bot: string;
  user: string;
  ms: number;
  failed: boolean;
}

describe.each(CHANGES)("in $zone around $day", ({ zone, now, day, hours }) => {
  let database: TestDatabase;
  let connection: Connection;
  let messages: Message[];
  const context = () => ({ db: connection.db, now, kept: KEPT });
  const period = (search: Record<string, string>) => parseAnalyticsPeriod({ tz: zone, ...search }, now);
  const between = (from: string | Date, to: string | Date) =>
    messages.filter(({ at }) => at >= new Date(from).getTime() && at < new Date(to).getTime());

  beforeAll(async () => {
    database = await freshDatabase();
    connection = await connect(parseEnv({ DATABASE_URL: database.url }));
    const random = seededRandom(now.getTime() % 1e6);
    messages = Array.from({ length: EVENTS }, () => ({
      at: now.getTime() - random.whole(1, 5 * 24 * 60) * 60_000,
      bot: `bot-${random.whole(1, 3)}`,
      user: `user-${random.whole(1, 40)}`,
      ms: random.whole(10, 5000),
      failed: random.chance(0.1),
    }));
    await keepPartitions({ db: connection.db, now: () => now, rawDays: 7 });
    const events = messages.map(({ at, bot, user, ms, failed }, index) =>
      accepted(
        {
          ...{ id: `m-${index}`, bot_id: bot, type: "message.processed", time: new Date(at).toISOString() },
          data: { user_id: user, user_name: `Name of ${user}`, response_time_ms: ms, failed },
        },
        now,
      ),
    );
    const ingested = { db: connection.db, send: connection.send, now: () => now, rawDays: 7 };
    await ingest(ingested, events.slice(0, EVENTS / 2));
    await foldRollups({ db: connection.db });
    // The other half is not folded yet.
    await ingest(ingested, events.slice(EVENTS / 2));
  }, 60_000);
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  it("days begin and end with those of the zone, and count every message once", async () => {
    const from = new Date(now.getTime() - 5 * 24 * HOUR_MS).toISOString();
    const timeline = analyticsTimelineAnswer.parse(await readTimeline(context(), period({ from, grain: "day" })));
    const changed = timeline.buckets.find((bucket) => bucket.start === day);
    expect(changed).toBeDefined();
    expect((Date.parse(changed!.end) - Date.parse(changed!.start)) / HOUR_MS).toBe(hours);
    expectCounts(timeline);
    expect(timeline.buckets.reduce((sum, bucket) => sum + bucket.messages, 0)).toBe(between(from, now).length);
  });

  it("hours begin with those of the zone", async () => {
    const timeline = await readTimeline(context(), period({ from: day, grain: "hour" }));
    expect(timeline.buckets[0]?.start).toBe(day);
    expectCounts(timeline);
  });

  it("weeks begin on Monday, months on the first", async () => {
    const from = new Date(now.getTime() - 5 * 24 * HOUR_MS).toISOString();
    for (const grain of ["week", "month"]) {
      const timeline = await readTimeline(context(), period({ from, grain }));
      expect(timeline.buckets.reduce((sum, bucket) => sum + bucket.messages, 0)).toBe(between(from, now).length);
      const first = new Intl.DateTimeFormat("en-GB", {
        timeZone: zone,
        weekday: "long",
        day: "numeric",
        hour: "numeric",
      });
      expect(first.format(new Date(timeline.buckets[0]!.start))).toMatch(
        grain === "week" ? /Monday.*\b00$/ : /\b1\b.*\b00$/,
      );
    }
  });

  it("the week's hours are those on a clock of the zone", async () => {
    const from = new Date(now.getTime() - 5 * 24 * HOUR_MS).toISOString();
    const overview = analyticsOverviewAnswer.parse(await readOverview(context(), period({ from })));
    const clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      hourCycle: "h23",
    });
    const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const expected = days.map(() => Array<number>(24).fill(0));
    for (const { at } of between(from, now)) {
      const [, weekday, hour] = /^(\w+),? (\d+)/.exec(clock.format(at)) ?? [];
      expected[days.indexOf(weekday!)]![Number(hour)]! += 1;
    }
    expect(overview.heatmap.messages).toEqual(expected);
    expect(overview.figures.messages.value).toBe(between(from, now).length);
  });

  it("a period from noon to noon has its own messages and no others, and so has the one before", async () => {
    const ago = (days: number) => new Date(now.getTime() - days * 24 * HOUR_MS);
    for (const [from, to] of [
      [ago(2), now],
      [ago(3), ago(1)],
      [new Date(ago(1).getTime() - 2 * HOUR_MS), ago(1)],
    ] as const) {
      for (const tz of ["UTC", zone]) {
        const asked = { tz, from: from.toISOString(), to: to.toISOString(), grain: "day" };
        const overview = await readOverview(context(), period(asked));
        const { value, previous } = overview.figures.messages;
        const before = between(overview.previous_from, overview.from).length;
        expect([tz, value, previous]).toEqual([tz, between(overview.from, overview.to).length, before]);
        const weekSum = overview.heatmap.messages.flat().reduce((sum, count) => sum + count, 0);
        expect(weekSum).toBe(value);
        const timeline = await readTimeline(context(), period(asked));
        expect(timeline.buckets.reduce((sum, bucket) => sum + bucket.messages, 0)).toBe(value);
      }
    }
  });

  /** Compares each bucket with the messages that were sent in it. */
  function expectCounts(timeline: AnalyticsTimeline) {
    for (const bucket of timeline.buckets) {
      const sent = between(
        new Date(Math.max(Date.parse(bucket.start), Date.parse(timeline.from))),
        new Date(Math.min(Date.parse(bucket.end), now.getTime())),
      );
      expect([bucket.start, bucket.messages]).toEqual([bucket.start, sent.length]);
      expect(bucket.messages_failed).toBe(sent.filter(({ failed }) => failed).length);
      const mean = sent.length === 0 ? null : sent.reduce((sum, { ms }) => sum + ms, 0) / sent.length;
      if (mean === null) expect(bucket.avg_response_time_ms).toBeNull();
      else expect(bucket.avg_response_time_ms).toBeCloseTo(mean, 6);
      const sorted = sent.map(({ ms }) => ms).sort((a, b) => a - b);
      if (sorted.length > 0) {
        const rank = 0.95 * (sorted.length - 1);
        const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
        expect(bucket.p95_response_time_ms! / (below + (rank % 1) * (above - below))).toBeCloseTo(1, 1);
      }
    }
  }
});

describe("users of a period", () => {
  it("are exact, the busiest first, page by page without a gap, and of one bot where asked", async () => {
    const server = await startServer();
    try {
      const sent = Array.from({ length: 200 }, (_, index) => ({ bot: `bot-${index % 2}`, user: `user-${index % 7}` }));
      const events = sent.map(({ bot, user }, index) => ({
        ...{ id: `u-${index}`, type: "message.processed", bot_id: bot },
        data: { user_id: user, response_time_ms: 100 },
      }));
      expect((await postEvents(server.url, events)).body).toMatchObject({ accepted: events.length });
      const page = async (query: string) => {
        const { status, body } = await call(`${server.url}/api/analytics/users?${query}`);
        expect(status).toBe(200);
        return analyticsUsersAnswer.parse(body);
      };
      const all = await page("limit=200");
      expect(all.total).toBe(14);
      expect(all.users.reduce((sum, user) => sum + user.messages, 0)).toBe(200);
      const counts = all.users.map((user) => user.messages);
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
      const paged = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const { users, next_cursor } = await page(`limit=3&cursor=${cursor}`);
        paged.push(...users);
        cursor = next_cursor;
      }
      expect(paged).toEqual(all.users);
      expect((await page("bot_id=bot-1")).total).toBe(7);
      for (const query of [
        "limit=0",
        "cursor=nonsense",
        "tz=Mars/Olympus",
        "grain=second",
        "from=2026-11-22",
        "from=2030-01-01T00:00:00Z",
      ]) {
        expect([query, (await call(`${server.url}/api/analytics/users?${query}`)).status]).toEqual([query, 400]);
      }
    } finally {
      await server.stop();
    }
  });
});
