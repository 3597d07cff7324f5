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

/** What to read for a period: cells of one rollup, each counting where its middle is. */
export interface Reading {
  source: RollupGrain;
  from: Date;
  /** Exclusive. */
  to: Date;
  /** With a source of days: UTC hours that count elsewhere than the noon of their day. */
  moved: Date[];
}

/** The cells of one rollup between two instants. @param isOpen whether it ends now: the cell that is not over belongs to it */
export function readingOf(source: RollupGrain, from: Date, to: Date, isOpen = false): Reading {
  return { source, from, to: isOpen ? new Date(to.getTime() + CELL_MS[source] / 2) : to, moved: [] };
}

/**
 * How to read a period that is cut at limits with the fewest cells. Days of a zone are days of UTC but for a few hours that
 * are moved from one to another; half hours need the rollup by minute, as far as it reaches back.
 * @param limits of the buckets, oldest first
 */
export function readingFor(
  { from, to, limits }: { from: Date; to: Date; limits: readonly Date[] },
  now: Date,
  kept: Kept,
): Reading {
  const oldest = Math.min(from.getTime(), limits[0]!.getTime());
  const reaches = (days: number) => now.getTime() - oldest <= days * DAY_MS;
  const isOpen = to >= now;
  if (limits.some((limit) => limit.getTime() % HOUR_MS !== 0) && reaches(kept.minuteDays)) {
    return readingOf("minute", from, to, isOpen);
  }
  const areDays = limits[1]!.getTime() - limits[0]!.getTime() > 12 * HOUR_MS;
  if (areDays && reaches(kept.hourlyDays) && reaches(kept.dailyDays)) {
    const cuts = [from, ...limits.filter((limit) => limit > from && limit < to), ...(isOpen ? [] : [to])];
    return { ...readingOf("day", from, to, isOpen), moved: movedBy(cuts) };
  }
  if (reaches(kept.hourlyDays)) return readingOf("hour", from, to, isOpen);
  return readingOf(reaches(kept.dailyDays) ? "day" : "month", from, to, isOpen);
}

/** The hours that cuts part from the noon of their day, on the shorter side of each. */
function movedBy(cuts: readonly Date[]): Date[] {
  const moved = new Set<number>();
  for (const cut of cuts) {
    const day = Math.floor(cut.getTime() / DAY_MS) * DAY_MS;
    const isBeforeNoon = cut.getTime() - day <= DAY_MS / 2;
    const first = isBeforeNoon ? day : Math.floor(cut.getTime() / HOUR_MS) * HOUR_MS;
    const end = isBeforeNoon ? cut.getTime() : day + DAY_MS;
    for (let hour = first; hour < end; hour += HOUR_MS) moved.add(hour);
  }
  return [...moved].map((hour) => new Date(hour));
}
