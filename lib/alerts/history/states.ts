import { SERIES, type Series } from "../../rollups/series";
import type { Tally } from "../figures";
import type { CurrentId } from "../metric";
import type { HistorySpan } from "./span";
import type { PastRun } from "./store";

/** A state that samples tell, and that stays until they are too old. */
interface Level {
  series: readonly Series[];
  of(tally: Tally, grain: HistorySpan["grain"]): number | null;
  freshMs: number;
}

/** Like samples of now: see samples.ts and dependencies/health.ts. */
const QUEUE_FRESH_MS = 5 * 60_000;
const CHECK_FRESH_MS = 60 * 60_000;

type LevelId = Extract<CurrentId, `queue.${string}` | "dependency.status">;

export const LEVELS: Record<LevelId, Level> = {
  "queue.pending": meanOf(SERIES.queuePending),
  "queue.processing": meanOf(SERIES.queueProcessing),
  "queue.dead_letter": meanOf(SERIES.queueDeadLetter),
  "queue.oldest_age": meanOf(SERIES.queueOldestAge),
  "dependency.status": {
    series: [SERIES.dependency, SERIES.dependencyDegraded],
    freshMs: CHECK_FRESH_MS,
    of: (tally, grain) => {
      const [{ n, failed }, { n: degraded }] = [tally.of(SERIES.dependency), tally.of(SERIES.dependencyDegraded)];
      if (n === 0) return null;
      // One bad check makes a bad minute, not a bad hour.
      const enough = grain === "minute" ? 1 : n / 2;
      return failed >= enough ? 2 : failed + degraded >= enough ? 1 : 0;
    },
  },
};

/** The mean of a step's samples. */
function meanOf(series: Series): Level {
  return {
    series: [series],
    freshMs: QUEUE_FRESH_MS,
    of: (tally) => {
      const { sum, measured } = tally.of(series);
      return measured === 0 ? null : sum / measured;
    },
  };
}

/** A level at the end of each step; one that was not sampled in it is as before, while that is fresh. @param ends epoch ms */
export function levelCourse(
  level: Level,
  tallyOf: (step: number) => Tally | undefined,
  ends: readonly number[],
  { grain }: Pick<HistorySpan, "grain">,
): (number | null)[] {
  let known: { value: number; at: number } | null = null;
  return ends.map((at, step) => {
    const tally = tallyOf(step);
    const value = tally ? level.of(tally, grain) : null;
    if (value !== null) known = { value, at };
    return known && at - known.at <= level.freshMs ? known.value : null;
  });
}

/**
 * Seconds of silence at the end of each step, less a grace; null before the first sign of life.
 * @param ends epoch ms
 */
export function silenceCourse(
  isHeard: (step: number) => boolean,
  ends: readonly number[],
  graceMs: number,
): (number | null)[] {
  let heardAt: number | null = null;
  return ends.map((at, step) => {
    if (isHeard(step)) heardAt = at;
    return heardAt === null ? null : Math.max(0, at - heardAt - graceMs) / 1000;
  });
}

/** How long the run under way at the end of each step has taken, in seconds; 0 where there is none. @param ends epoch ms */
export function runningCourse(runs: readonly PastRun[], ends: readonly number[]): number[] {
  const values: number[] = new Array(ends.length).fill(0);
  for (const { startedAt, endedAt } of runs) {
    for (let step = firstAfter(ends, startedAt); step < ends.length && ends[step]! < endedAt; step++) {
      values[step] = Math.max(values[step]!, (ends[step]! - startedAt) / 1000);
    }
  }
  return values;
}

/** The first of ascending numbers that is greater than a number. */
function firstAfter(numbers: readonly number[], number: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! > number) high = middle;
    else low = middle + 1;
  }
  return low;
}
