import { addStored, type Histogram, quantiles } from "../../rollups/histogram";
import { toInstant } from "../instant";
import { HOUR_MS } from "../range";
import { successRate } from "../rate";
import type { Work } from "./schema";
import type { WorkCell, WorkDurations } from "./store";
import { type DashboardWindow, floorHour, spansOf } from "./window";

/**
 * The figures of one kind of work over the window, against the window before.
 * @param cells of this series, at most one for each hour and side of the window's start
 * @param lastHour how many were counted in the last 60 minutes
 */
export function workOf(
  cells: readonly WorkCell[],
  durations: WorkDurations | undefined,
  lastHour: number,
  window: DashboardWindow,
): Work {
  const current = sumOf(cells.filter((cell) => cell.current));
  const previous = sumOf(cells.filter((cell) => !cell.current));
  const [p50, p95] = percentilesOf(durations);
  return {
    last_24h: current.n,
    previous_24h: previous.n,
    change_percent: changePercent(current.n, previous.n),
    last_hour: lastHour,
    per_hour: Math.round((current.n / 24) * 10) / 10,
    failed_24h: current.failed,
    cancelled_24h: current.cancelled,
    success_rate: successRate(current.n - current.failed - current.cancelled, current.failed),
    previous_success_rate: successRate(previous.n - previous.failed - previous.cancelled, previous.failed),
    avg_ms: meanOf(current),
    previous_avg_ms: meanOf(previous),
    p50_ms: p50 ?? null,
    p95_ms: p95 ?? null,
    hours: hoursOf(cells, window),
  };
}

/**
 * How much more or less than before, in per cent with one decimal; null where there was nothing before.
 *
 *     changePercent(150, 100) 50
 *     changePercent(0, 100)   -100
 *     changePercent(5, 0)     null
 */
export function changePercent(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) * 1000) / before) / 10;
}

type Sums = Pick<WorkCell, "n" | "failed" | "cancelled" | "measured" | "sumMs">;

function sumOf(cells: readonly WorkCell[]): Sums {
  const total: Sums = { n: 0, failed: 0, cancelled: 0, measured: 0, sumMs: 0 };
  for (const cell of cells) {
    for (const name of Object.keys(total) as (keyof Sums)[]) total[name] += cell[name];
  }
  return total;
}

const meanOf = ({ measured, sumMs }: Sums) => (measured === 0 ? null : Math.round(sumMs / measured));

function percentilesOf(durations: WorkDurations | undefined): (number | null)[] {
  if (!durations) return [];
  const histogram: Histogram = new Map();
  addStored(histogram, durations.hist);
  const extremes = { min: durations.minMs, max: durations.maxMs };
  return quantiles(histogram, [0.5, 0.95], extremes).map((ms) => (ms === null ? null : Math.round(ms)));
}

function hoursOf(cells: readonly WorkCell[], window: DashboardWindow): Work["hours"] {
  const byHour = (current: boolean) =>
    new Map(cells.filter((cell) => cell.current === current).map((cell) => [cell.hour, cell]));
  const [now, before] = [byHour(true), byHour(false)];
  return spansOf(window).map(({ from, to }) => {
    const cell = now.get(floorHour(from));
    return {
      from: toInstant(new Date(from)),
      to: toInstant(new Date(to)),
      count: cell?.n ?? 0,
      failed: cell?.failed ?? 0,
      avg_ms: cell ? meanOf(cell) : null,
      previous: before.get(floorHour(from) - 24 * HOUR_MS)?.n ?? 0,
    };
  });
}
