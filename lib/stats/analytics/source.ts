const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The grains in which rollups are kept. */
export type RollupGrain = "minute" | "hour" | "day" | "month";

/** For how many days each grain but the last is kept. */
export interface Kept {
  minuteDays: number;
  hourlyDays: number;
  dailyDays: number;
}

/** How long a cell of a rollup is, in ms; a month by its mean. */
export const CELL_MS: Record<RollupGrain, number> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  month: 30.44 * DAY_MS,
};

/**
 * The rollup to read buckets from: the coarsest whose cells fit into the limits, else the finest that reaches back far
 * enough, in which case a cell counts in the bucket that its middle is in.
 * @param limits of the buckets, oldest first
 */
export function sourceFor(limits: readonly Date[], now: Date, kept: Kept): RollupGrain {
  const oldest = now.getTime() - limits[0]!.getTime();
  const fits = (ms: number) => limits.every((limit) => limit.getTime() % ms === 0);
  const reaches = (days: number) => oldest <= days * DAY_MS;
  if (fits(DAY_MS) && reaches(kept.dailyDays)) return "day";
  if (!fits(HOUR_MS) && reaches(kept.minuteDays)) return "minute";
  if (reaches(kept.hourlyDays)) return "hour";
  return reaches(kept.dailyDays) ? "day" : "month";
}
