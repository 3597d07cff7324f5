import { SERIES, type Series } from "../../rollups/series";
import { courseOf, failureRate, figureOf, type Tally, tallySuccess } from "./course";
import { type AnalyticsPeriod, periodMembers } from "./period";
import { type AnalyticsContext, atOnce, readCourse } from "./read";
import type { AnalyticsOverview, Figure, FigureName } from "./schema";
import { CELL_MS } from "./source";
import { type CellCount, type CourseCell, selectCellCounts } from "./store";
import { daysOf, readUserTrend } from "./timeline";
import { countUsersWithin } from "./users/store";
import { clockIn } from "./zone";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_DAYS = 7;
const DAY_HOURS = 24;

/** The figures of a period beside those of the period before, and when in the week things happen. */
export function readOverview(context: AnalyticsContext, period: AnalyticsPeriod): Promise<AnalyticsOverview> {
  return atOnce(context, async (given) => {
    const { current, previous } = await readCourse(given, period);
    const users = {
      value: await countUsersWithin(given.db, daysOf(period)),
      previous: await countUsersWithin(given.db, daysOf({ ...period, from: period.previousFrom, to: period.from })),
      trend: await readUserTrend(given, period),
    };
    const week = await readWeek(given, period);
    return {
      ...periodMembers(period),
      figures: {
        ...figuresOf(period, current, previous),
        active_users: figureOf(users.value, users.previous, users.trend),
      },
      heatmap: {
        messages: weekOf(week.cells, SERIES.message, period.zone, week.cellMs),
        jobs: weekOf(week.cells, SERIES.job, period.zone, week.cellMs),
      },
    };
  });
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

/** The hours of a period, or its minutes where the zone's hours begin at others than those of UTC, as far as they are kept. */
async function readWeek({ db, now, kept }: AnalyticsContext, { from, to, botId, zone }: AnalyticsPeriod) {
  const reach = (days: number) => new Date(Math.max(from.getTime(), now.getTime() - days * DAY_MS));
  const isShifted = clockIn(zone)(new Date(0)).minute !== 0 || clockIn(zone)(now).minute !== now.getUTCMinutes();
  const source = isShifted && reach(kept.minuteDays).getTime() === from.getTime() ? "minute" : "hour";
  const cells = await selectCellCounts(db, { botId, source, from: reach(kept.hourlyDays), to }, [
    SERIES.message,
    SERIES.job,
  ]);
  return { cells, cellMs: CELL_MS[source] };
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
