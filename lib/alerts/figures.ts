import { addStored, bucketOf, type Histogram, quantiles } from "../rollups/histogram";
import { SERIES, type Series } from "../rollups/series";
import type { WindowHistogram, WindowTotal } from "../stats/window/store";
import type { WindowedId } from "./metric";

/** What a window counted of one subject, by series. */
export class Tally {
  readonly #totals = new Map<Series, Totals>();
  readonly #histograms = new Map<Series, Histogram>();
  readonly #within = { within: 0, all: 0 };
  /** Where a level stands now, by its series. */
  readonly levels = new Map<Series, number>();

  add(total: WindowTotal): void {
    const known = this.#totals.get(total.series);
    this.#totals.set(total.series, known ? sumOf(known, total) : total);
  }

  /** @param targetMs what the contract of the bot sets; null where it sets none */
  addHistogram({ series, hist }: WindowHistogram, targetMs: number | null = null): void {
    if (targetMs !== null) addWithin(this.#within, hist, targetMs);
    const histogram = this.#histograms.get(series) ?? new Map();
    addStored(histogram, hist);
    this.#histograms.set(series, histogram);
  }

  /** Adds what another counted later: its levels stand. */
  merge(other: Tally): void {
    for (const [series, totals] of other.#totals) {
      const known = this.#totals.get(series);
      this.#totals.set(series, known ? sumOf(known, totals) : totals);
    }
    for (const [series, counts] of other.#histograms) {
      const histogram = this.#histograms.get(series) ?? new Map();
      for (const [bucket, count] of counts) histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
      this.#histograms.set(series, histogram);
    }
    for (const [series, level] of other.levels) this.levels.set(series, level);
    this.#within.within += other.#within.within;
    this.#within.all += other.#within.all;
  }

  of(series: Series): Totals {
    return this.#totals.get(series) ?? NOTHING;
  }

  /** The share of durations within the bots' target, in per cent; null where nothing was measured against one. */
  get withinTarget(): number | null {
    return share(this.#within.within, this.#within.all);
  }

  /** @param fraction 0 to 1 @returns ms; null where nothing was measured */
  quantile(series: Series, fraction: number): number | null {
    const { min, max } = this.of(series);
    return quantiles(this.#histograms.get(series) ?? new Map(), [fraction], { min, max })[0] ?? null;
  }
}

type Totals = Omit<WindowTotal, "botId" | "series" | "label">;

const NOTHING: Totals = { n: 0, failed: 0, cancelled: 0, measured: 0, submitted: 0, sum: 0, min: null, max: null };

/** How a windowed metric is computed. */
export interface Figure {
  series: readonly Series[];
  /** Whether it needs the series' histograms. */
  histogram?: true;
  /** @returns null where there is nothing to compute it from */
  of(tally: Tally, minutes: number): number | null;
}

/** The computation of every windowed metric. Counts and rates per minute are 0 where nothing happened; shares and durations unknown. */
export const FIGURES: Record<WindowedId, Figure> = {
  "job.success_rate": jobShare(({ n, failed, cancelled }) => n - failed - cancelled),
  "job.failure_rate": jobShare(({ failed }) => failed),
  "job.failed": figure(SERIES.job, ({ failed }) => failed),
  "job.ended": figure(SERIES.job, ({ n }) => n),
  "job.throughput": figure(SERIES.job, ({ n }, minutes) => n / minutes),
  "job.submissions": figure(SERIES.job, ({ submitted }, minutes) => submitted / minutes),
  "job.avg_duration": figure(SERIES.job, mean),
  "job.p50_duration": quantile(SERIES.job, 0.5),
  "job.p95_duration": quantile(SERIES.job, 0.95),
  "job.p99_duration": quantile(SERIES.job, 0.99),
  "job.max_duration": figure(SERIES.job, ({ max }) => max),
  "job.retries": figure(SERIES.jobRetry, ({ n }) => n),
  "job.dead_letters": figure(SERIES.jobDeadLetter, ({ n }) => n),
  "job.sla_compliance": { series: [SERIES.job], histogram: true, of: (tally) => tally.withinTarget },
  "job.cost": figure(SERIES.jobCost, ({ sum }) => sum),
  "job.value": figure(SERIES.jobValue, ({ sum }) => sum),
  "job.cpu": figure(SERIES.jobCpu, mean),
  "job.memory": figure(SERIES.jobMemory, ({ max }) => max),
  "message.rate": figure(SERIES.message, ({ n }, minutes) => n / minutes),
  "message.failure_rate": figure(SERIES.message, failedShare),
  "message.avg_response_time": figure(SERIES.message, mean),
  "message.p95_response_time": quantile(SERIES.message, 0.95),
  "request.rate": figure(SERIES.request, ({ n }, minutes) => n / minutes),
  "request.error_rate": figure(SERIES.request, failedShare),
  "request.p95_duration": quantile(SERIES.request, 0.95),
  "request.p99_duration": quantile(SERIES.request, 0.99),
  "request.cache_hit_rate": figure(SERIES.requestCache, ({ n, failed }) => share(n - failed, n)),
  "route.rate": figure(SERIES.request, ({ n }, minutes) => n / minutes),
  "route.error_rate": figure(SERIES.request, failedShare),
  "route.p95_duration": quantile(SERIES.request, 0.95),
  "bot.cpu": figure(SERIES.cpu, mean),
  "bot.memory": figure(SERIES.memory, mean),
  "bot.heartbeats": figure(SERIES.heartbeat, ({ n }) => n),
  "bot.errors": figure(SERIES.error, ({ n }) => n),
  "queue.avg_pending": figure(SERIES.queuePending, mean),
  "queue.pending_growth": growth(SERIES.queuePending),
  "queue.dead_letter_growth": growth(SERIES.queueDeadLetter),
  "dependency.latency": figure(SERIES.dependency, mean),
  "dependency.availability": figure(SERIES.dependency, ({ n, failed }) => share(n - failed, n)),
  "metric.avg": figure(SERIES.metric, mean),
  "metric.max": figure(SERIES.metric, ({ max }) => max),
  "metric.min": figure(SERIES.metric, ({ min }) => min),
};

function figure(series: Series, of: (totals: Totals, minutes: number) => number | null): Figure {
  return { series: [series], of: (tally, minutes) => of(tally.of(series), minutes) };
}

function quantile(series: Series, fraction: number): Figure {
  return { series: [series], histogram: true, of: (tally) => tally.quantile(series, fraction) };
}

/** A share of the jobs that succeeded or failed. */
function jobShare(part: (totals: Totals) => number): Figure {
  return figure(SERIES.job, (totals) => share(part(totals), totals.n - totals.cancelled));
}

function mean({ sum, measured }: Totals): number | null {
  return measured === 0 ? null : sum / measured;
}

function failedShare({ n, failed }: Totals): number | null {
  return share(failed, n);
}

/** How far a level stands above its lowest in the window. */
function growth(series: Series): Figure {
  return {
    series: [series],
    of: (tally) => {
      const [level, { min }] = [tally.levels.get(series), tally.of(series)];
      return level === undefined || min === null ? null : Math.max(0, level - min);
    },
  };
}

/** What is up to 4.1 % beyond the target may count as within: durations are kept by bucket. */
function addWithin(sum: { within: number; all: number }, hist: readonly string[], targetMs: number): void {
  const histogram: Histogram = new Map();
  addStored(histogram, hist);
  const last = bucketOf(targetMs);
  for (const [bucket, count] of histogram) {
    sum.all += count;
    if (bucket <= last) sum.within += count;
  }
}

const share = (part: number, whole: number): number | null => (whole <= 0 ? null : (100 * part) / whole);

function sumOf(a: Totals, b: Totals): Totals {
  return {
    n: a.n + b.n,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
    measured: a.measured + b.measured,
    submitted: a.submitted + b.submitted,
    sum: a.sum + b.sum,
    min: extreme(Math.min, a.min, b.min),
    max: extreme(Math.max, a.max, b.max),
  };
}

const extreme = (of: (a: number, b: number) => number, a: number | null, b: number | null) =>
  a === null ? b : b === null ? a : of(a, b);
