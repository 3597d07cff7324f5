import { isWindowed, METRICS, type MetricId } from "../metric";
import type { RuleDefinition } from "../rule";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A window is put together from so many steps; finer ones would show no more. */
const STEPS_A_WINDOW = 12;
/** Sums of a whole window: an hour of them says nothing of five minutes. */
const SUMS: ReadonlySet<string> = new Set(["count", "usd"]);

/** A time whose past is told by rollups of one grain, in equal steps. */
export interface HistorySpan {
  grain: "minute" | "hour" | "day";
  /** Epoch ms; the start of a bucket. */
  from: number;
  /** Epoch ms, exclusive; a whole number of steps after `from`. */
  to: number;
  stepMs: number;
}

/** How far back something is kept or wanted, in days. */
export interface Reach {
  days: number;
  minuteDays: number;
  hourlyDays: number;
}

/**
 * The spans that tell a rule's past, oldest first: minutes as far as they are kept, hours before. Windows of an hour and more
 * are told by hours throughout. Empty where Rollcall keeps no past of the metric.
 */
export function spansOf(
  rule: Pick<RuleDefinition, "metric" | "window_seconds">,
  reach: Reach,
  now: Date,
): HistorySpan[] {
  const { metric } = rule;
  if (!hasPast(metric)) return [];
  const windowMs = isWindowed(metric) ? rule.window_seconds * 1000 : 0;
  const oldest = now.getTime() - Math.min(reach.days, reach.hourlyDays) * DAY_MS;
  if (windowMs >= HOUR_MS || metric.startsWith("fleet.")) return [spanOf("hour", oldest, now.getTime(), windowMs)];
  const newest = spanOf("minute", Math.max(oldest, now.getTime() - reach.minuteDays * DAY_MS), now.getTime(), windowMs);
  const isOfMinutes = metric === "job.running" || (windowMs > 0 && SUMS.has(METRICS[metric].unit));
  if (isOfMinutes || newest.from - oldest < HOUR_MS) return [newest];
  const before = spanOf("hour", oldest, Math.floor(newest.from / HOUR_MS) * HOUR_MS - 1, windowMs);
  return [before, { ...newest, from: newest.from - ((newest.from - before.to) % newest.stepMs) }];
}

/** Whether a metric can be told of times that are over. */
export const hasPast = (metric: MetricId): boolean => !WITHOUT_PAST.has(metric);

/** States of now that leave no trace in the rollups. */
const WITHOUT_PAST: ReadonlySet<MetricId> = new Set([
  "bot.stuck",
  "bot.zombie",
  "bot.contract_breach",
  "bot.health_score",
]);

/** The span whose last step holds `last`. */
export function spanOf(grain: HistorySpan["grain"], from: number, last: number, windowMs: number): HistorySpan {
  const grainMs = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }[grain];
  const stepMs = Math.max(grainMs, Math.ceil(windowMs / STEPS_A_WINDOW / grainMs) * grainMs);
  const to = (Math.floor(last / grainMs) + 1) * grainMs;
  return { grain, from: to - Math.ceil((to - from) / stepMs) * stepMs, to, stepMs };
}
