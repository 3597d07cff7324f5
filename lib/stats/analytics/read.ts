import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import type { AnalyticsPeriod } from "./period";
import { type Kept, sourceFor } from "./source";
import { type CourseCell, selectCourse } from "./store";

/** What verbs of analytics are given. */
export interface AnalyticsContext {
  db: Database;
  now: Date;
  kept: Kept;
}

const COUNTED = [SERIES.message, SERIES.job, SERIES.request];
const TIMED = [SERIES.message, SERIES.job];

/** Messages, jobs and requests of a period and of the one before, by bucket. */
export async function readCourse(
  { db, now, kept }: AnalyticsContext,
  { from, to, previousFrom, limits, previousLimits, botId }: AnalyticsPeriod,
): Promise<{ current: CourseCell[]; previous: CourseCell[] }> {
  const course = (limits: readonly Date[], from: Date, to: Date) => ({
    ...{ botId, limits, from, to },
    source: sourceFor(limits, now, kept),
  });
  return {
    current: await selectCourse(db, course(limits, from, to), COUNTED, TIMED),
    previous: await selectCourse(db, course(previousLimits, previousFrom, from), COUNTED, TIMED),
  };
}

/** Runs reads that must agree on one state of the database. */
export function atOnce<T>(context: AnalyticsContext, read: (context: AnalyticsContext) => Promise<T>): Promise<T> {
  return context.db.transaction((tx) => read({ ...context, db: tx as unknown as Database }), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}
