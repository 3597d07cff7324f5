import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import { type Keeping, Kept } from "../kept";
import type { AnalyticsPeriod } from "./period";
import { CELL_MS, type Kept as KeptDays, readingFor, readingOf } from "./source";
import { type CellCount, type CourseCell, selectCellCounts, selectCourse } from "./store";
import { countUsersByBucket, countUsersWithin, type UserDays } from "./users/store";
import { clockIn } from "./zone";

const DAY_MS = 86_400_000;
const COUNTED = [SERIES.message, SERIES.job, SERIES.request];
const TIMED = [SERIES.message, SERIES.job];

/** Of a large fleet's users the distinct ones are dear to count; an answer is told for up to two minutes, a cheap one never again. */
export const DEAR: Keeping = { least: 0, most: 20_000, oldest: 120_000, dear: 80 };

/** What verbs of analytics are given. */
export interface AnalyticsContext {
  db: Database;
  now: Date;
  kept: KeptDays;
}

/** All that figures, courses and heatmaps of a period are made of, from one state of the database. */
export interface PeriodFacts {
  /** The period itself: where it ends now, as it was when this was read. */
  period: AnalyticsPeriod;
  current: CourseCell[];
  previous: CourseCell[];
  /** Counts by hour or minute, for the hours of the week. */
  week: { cells: CellCount[]; cellMs: number };
  users: number;
  previousUsers: number;
  /** By bucket; null in hours, since who wrote is kept by day. */
  usersByBucket: (number | null)[];
}

const answers = new Kept<PeriodFacts>(DEAR);

/** The facts of a period: those of a large fleet may be up to two minutes old. */
export function readFacts(context: AnalyticsContext, period: AnalyticsPeriod): Promise<PeriodFacts> {
  return answers.read(context, keyOf(context, period), () => atOnce(context, (given) => readAll(given, period)));
}

/** Names a period: one that ends now is the same a moment later. */
export function keyOf({ now }: AnalyticsContext, { from, to, grain, zone, botId }: AnalyticsPeriod): string {
  const end = to.getTime() === now.getTime() ? "now" : to.getTime();
  return JSON.stringify([from.getTime(), end, grain, zone, botId]);
}

/** Runs reads that must agree on one state of the database. */
export function atOnce<T>(context: AnalyticsContext, read: (context: AnalyticsContext) => Promise<T>): Promise<T> {
  return context.db.transaction((tx) => read({ ...context, db: tx as unknown as Database }), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

async function readAll(context: AnalyticsContext, period: AnalyticsPeriod): Promise<PeriodFacts> {
  const { db, now, kept } = context;
  const { from, to, previousFrom, limits, previousLimits, botId } = period;
  const course = (limits: readonly Date[], from: Date, to: Date) =>
    selectCourse(db, { botId, limits, reading: readingFor({ from, to, limits }, now, kept) }, COUNTED, TIMED);
  return {
    period,
    current: await course(limits, from, to),
    previous: await course(previousLimits, previousFrom, from),
    week: await readWeek(context, period),
    users: await countUsersWithin(db, daysOf(period)),
    previousUsers: await countUsersWithin(db, daysOf({ botId, from: previousFrom, to: from })),
    usersByBucket: await readUsersByBucket(db, period),
  };
}

/** The hours of a period, or its minutes where the zone's hours begin at others than those of UTC, as far as they are kept. */
async function readWeek({ db, now, kept }: AnalyticsContext, { from, to, botId, zone }: AnalyticsPeriod) {
  const reach = (days: number) => new Date(Math.max(from.getTime(), now.getTime() - days * DAY_MS));
  const isShifted = clockIn(zone)(now).minute !== now.getUTCMinutes();
  const source = isShifted && reach(kept.minuteDays).getTime() === from.getTime() ? "minute" : "hour";
  const reading = readingOf(source, reach(kept.hourlyDays), to, to >= now);
  const cells = await selectCellCounts(db, botId, reading, TIMED);
  return { cells, cellMs: CELL_MS[source] };
}

async function readUsersByBucket(db: Database, period: AnalyticsPeriod): Promise<(number | null)[]> {
  const places = period.limits.length - 1;
  if (period.grain === "hour") return Array(places).fill(null);
  const users: number[] = Array(places).fill(0);
  for (const bucket of await countUsersByBucket(db, daysOf(period), period.limits)) users[bucket.place] = bucket.users;
  return users;
}

/** The UTC days that a period touches. */
export function daysOf({ botId, from, to }: Pick<AnalyticsPeriod, "botId" | "from" | "to">): UserDays {
  return { botId, from, to: new Date(to.getTime() - 1) };
}
