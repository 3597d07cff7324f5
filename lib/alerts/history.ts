import type { Database } from "../db/client";
import type { Kept } from "../stats/analytics/source";
import { readCourses } from "./history/courses";
import type { RuleHistory } from "./history/schema";
import { hasPast, spanOf } from "./history/span";
import { readKnownBots } from "./history/subjects";
import { isWindowed, METRICS } from "./metric";
import type { RuleDefinition } from "./rule";
import type { Subject } from "./subject";

/** What reading the past needs. */
export interface PastContext {
  db: Database;
  now: Date;
  /** Days that rollups are kept. */
  kept: Kept;
}

const DAY_MS = 86_400_000;
/** Longer windows are told by hours. */
const BY_MINUTES_SECONDS = 6 * 3600;

/**
 * What a rule measured of one subject over a span: by the minute where it is a day at most and minutes are kept, else by the
 * hour. No points where Rollcall keeps no past of the metric.
 */
export async function readRuleHistory(
  { db, now, kept }: PastContext,
  rule: RuleDefinition,
  subject: Pick<Subject, "kind" | "id">,
  { from, to }: { from: Date; to: Date },
): Promise<RuleHistory> {
  const isRecent = now.getTime() - from.getTime() <= kept.minuteDays * DAY_MS && +to - +from <= DAY_MS;
  const windowSeconds = isWindowed(rule.metric) ? rule.window_seconds : 0;
  const isByMinutes = isRecent && windowSeconds <= BY_MINUTES_SECONDS && !rule.metric.startsWith("fleet.");
  const last = Math.min(to.getTime(), now.getTime());
  const span = spanOf(isByMinutes ? "minute" : "hour", from.getTime(), last, windowSeconds * 1000);
  const bots = await readKnownBots({ db, now }, rule.selector);
  const asked: Subject = { ...subject, name: subject.id, botIds: reportersOf(subject, [...bots.keys()]) };
  const courses = hasPast(rule.metric) ? await readCourses({ db, now: last }, rule, [asked], bots, span) : undefined;
  const { title, unit } = METRICS[rule.metric];
  return {
    ...{ metric: { id: rule.metric, title, unit }, operator: rule.operator, threshold: rule.threshold },
    step_seconds: span.stepMs / 1000,
    points: (courses?.get(subject.id) ?? []).map(({ at, value }) => ({ at: new Date(at).toISOString(), value })),
  };
}

/** The bots whose reports tell of a subject. */
function reportersOf({ kind, id }: Pick<Subject, "kind" | "id">, all: readonly string[]): readonly string[] {
  if (kind === "bot") return [id];
  return kind === "route" || kind === "metric" ? [id.split(" ")[0]!] : all;
}
