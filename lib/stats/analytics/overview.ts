import { SERIES, type Series } from "../../rollups/series";
import { courseOf, failureRate, figureOf, type Tally, tallySuccess } from "./course";
import { type AnalyticsPeriod, periodMembers } from "./period";
import { type AnalyticsContext, readFacts } from "./read";
import type { AnalyticsOverview, Figure, FigureName } from "./schema";
import type { CellCount, CourseCell } from "./store";
import { clockIn } from "./zone";

const HOUR_MS = 3_600_000;
const WEEK_DAYS = 7;
const DAY_HOURS = 24;

/** The figures of a period beside those of the period before, and when in the week things happen. */
export async function readOverview(context: AnalyticsContext, asked: AnalyticsPeriod): Promise<AnalyticsOverview> {
  const { period, current, previous, week, ...facts } = await readFacts(context, asked);
  return {
    ...periodMembers(period),
    figures: {
      ...figuresOf(period, current, previous),
      active_users: figureOf(facts.users, facts.previousUsers, facts.usersByBucket),
    },
    heatmap: {
      messages: weekOf(week.cells, SERIES.message, period.zone, week.cellMs),
      jobs: weekOf(week.cells, SERIES.job, period.zone, week.cellMs),
    },
  };
}

function figuresOf(
  period: AnalyticsPeriod,
  current: CourseCell[],
  previous: CourseCell[],
): Record<Exclude<FigureName, "active_users">, Figure> {
  const hours = (period.to.getTime() - period.from.getTime()) / HOUR_MS;
  const beside = (series: Series) => {
    const now = courseOf(current, series, period.limits.length - 1);
    const before = courseOf(previous, series, period.previousLimits.length - 1).whole;
    return (figure: (tally: Tally) => number | null) =>
      figureOf(figure(now.whole), figure(before), now.buckets.map(figure));
  };
  const [message, job, request] = [beside(SERIES.message), beside(SERIES.job), beside(SERIES.request)];
  return {
    messages: message(({ n }) => n),
    avg_response_time_ms: message(({ mean }) => mean),
    p50_response_time_ms: message(({ p50 }) => p50),
    p95_response_time_ms: message(({ p95 }) => p95),
    p99_response_time_ms: message(({ p99 }) => p99),
    message_failure_rate: message(failureRate),
    messages_per_hour: message(({ n }) => Math.round((n / hours) * 100) / 100),
    jobs: job(({ n }) => n),
    job_success_rate: job(tallySuccess),
    avg_job_duration_ms: job(({ mean }) => mean),
    p95_job_duration_ms: job(({ p95 }) => p95),
    requests: request(({ n }) => n),
    request_failure_rate: request(failureRate),
  };
}

function weekOf(cells: readonly CellCount[], series: Series, zone: string, cellMs: number): number[][] {
  const clock = clockIn(zone);
  const week = Array.from({ length: WEEK_DAYS }, () => Array<number>(DAY_HOURS).fill(0));
  for (const cell of cells) {
    if (cell.series !== series) continue;
    const { weekday, hour } = clock(new Date(cell.at + cellMs / 2));
    week[weekday]![hour]! += cell.n;
  }
  return week;
}
