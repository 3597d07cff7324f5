import type { ChartTable } from "@/components/ui/chart-figure";
import { formatDay, formatHour } from "@/components/ui/relative";
import { formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";
import type { ServiceDetail, ServicePoint } from "@/lib/stats/services/schema";

const DAY_SECONDS = 86_400;
/** Classes that a chart stacks, in order. */
export const CHARTED = ["2xx", "3xx", "4xx", "5xx"] as const;

type Course = Pick<ServiceDetail, "points" | "step_seconds" | "name">;

/** A duration in ms, with a decimal where it is short; a dash where none was measured. */
export function told(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  return ms < 10 ? `${ms}ms` : formatDuration(ms);
}

/** The name of a step, in UTC. */
export function stepName({ from }: { from: string }, { step_seconds }: Pick<Course, "step_seconds">): string {
  return step_seconds >= DAY_SECONDS ? formatDay(from) : formatHour(from);
}

/** The name of a step where an axis has little room. */
export function axisName(point: { from: string }, { step_seconds }: Pick<Course, "step_seconds">): string {
  return step_seconds < 3600 ? formatHour(point.from).slice(-"12:00".length) : formatDay(point.from);
}

/** Requests of a step: all classes together. */
export const requestsOf = ({ by_class }: Pick<ServicePoint, "by_class">): number =>
  Object.values(by_class).reduce((sum, count) => sum + count, 0);

/** What the chart of the volume shows, in words. */
export function volumeSummary(course: Course): string {
  const { points } = course;
  const total = points.reduce((sum, point) => sum + requestsOf(point), 0);
  if (total === 0) return `${course.name} answered no request in this period.`;
  const busiest = points.reduce((most, point) => (requestsOf(point) > requestsOf(most) ? point : most));
  const failed = points.reduce((sum, point) => sum + (point.by_class["5xx"] ?? 0), 0);
  return (
    `${formatCount(total)} requests, most at ${stepName(busiest, course)} UTC (${formatCount(requestsOf(busiest))}); ` +
    `${failed === 0 ? "none" : formatCount(failed)} of them failed with 5xx.`
  );
}

/** What the chart of the durations shows, in words. */
export function durationSummary(course: Course): string {
  const measured = course.points.filter((point) => point.p95_duration_ms !== null);
  const last = measured.at(-1);
  if (!last) return `No duration of ${course.name} was measured in this period.`;
  const slowest = measured.reduce((most, point) => (point.p95_duration_ms! > most.p95_duration_ms! ? point : most));
  return (
    `p95 was at most ${told(slowest.p95_duration_ms)}, at ${stepName(slowest, course)} UTC; ` +
    `${told(last.p95_duration_ms)} in the last step with requests.`
  );
}

/** The figures behind the chart of the volume, newest first. */
export function volumeTable(course: Course): ChartTable {
  const newest = course.points.toReversed();
  return {
    headings: ["From (UTC)", "Requests", ...CHARTED, "Error rate"],
    rows: newest.map((point) => [
      stepName(point, course),
      formatCount(requestsOf(point)),
      ...CHARTED.map((name) => formatCount(point.by_class[name] ?? 0)),
      formatPercent(point.error_rate),
    ]),
    data: {
      headings: ["from", "requests", ...CHARTED, "error_rate"],
      rows: newest.map((point) => [
        point.from,
        requestsOf(point),
        ...CHARTED.map((name) => point.by_class[name] ?? 0),
        point.error_rate,
      ]),
    },
  };
}

/** The figures behind the chart of the durations, newest first. */
export function durationTable(course: Course): ChartTable {
  const newest = course.points.toReversed();
  return {
    headings: ["From (UTC)", "p50", "p95", "p99"],
    rows: newest.map((point) => [
      stepName(point, course),
      ...[point.p50_duration_ms, point.p95_duration_ms, point.p99_duration_ms].map(told),
    ]),
    data: {
      headings: ["from", "p50_ms", "p95_ms", "p99_ms"],
      rows: newest.map((point) => [point.from, point.p50_duration_ms, point.p95_duration_ms, point.p99_duration_ms]),
    },
  };
}
