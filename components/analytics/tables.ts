import type { ChartTable } from "@/components/ui/chart-figure";
import { formatValue } from "@/components/ui/chart-scale";
import type { AnalyticsTimeline, TimelineBucket } from "@/lib/stats/analytics/schema";
import { formatCount } from "@/lib/stats/format";
import { type BucketNames, HOURS, WEEKDAY_NAMES, WEEKDAYS } from "./names";
import { unusualWord } from "./summaries";

/** A column: its heading on the page and in a file, its value, and what that is measured in. */
interface Column {
  heading: string;
  name: string;
  value: (bucket: TimelineBucket) => number | null;
  unit?: "count" | "percent" | "duration";
}

const VOLUME: Column[] = [
  { heading: "Messages", name: "messages", value: (bucket) => bucket.messages },
  { heading: "Failed", name: "messages_failed", value: (bucket) => bucket.messages_failed },
  { heading: "Users", name: "active_users", value: (bucket) => bucket.active_users },
];
const RESPONSE: Column[] = [
  { heading: "Average", name: "avg_response_time_ms", value: (b) => b.avg_response_time_ms, unit: "duration" },
  { heading: "p50", name: "p50_response_time_ms", value: (b) => b.p50_response_time_ms, unit: "duration" },
  { heading: "p95", name: "p95_response_time_ms", value: (b) => b.p95_response_time_ms, unit: "duration" },
  { heading: "p99", name: "p99_response_time_ms", value: (b) => b.p99_response_time_ms, unit: "duration" },
];
const OUTCOMES: Column[] = [
  { heading: "Jobs", name: "jobs", value: (bucket) => bucket.jobs },
  { heading: "Succeeded", name: "jobs_succeeded", value: (bucket) => bucket.jobs_succeeded },
  { heading: "Failed", name: "jobs_failed", value: (bucket) => bucket.jobs_failed },
  { heading: "Success rate", name: "job_success_rate", value: (bucket) => bucket.job_success_rate, unit: "percent" },
];

/** The figures behind the volume chart, newest first; the last column tells what is out of the ordinary. */
export function volumeTable(timeline: AnalyticsTimeline, names: BucketNames): ChartTable {
  const table = tableOf(timeline, names, VOLUME);
  const words = timeline.buckets.map((bucket) => (bucket.unusual === null ? "" : unusualWord(bucket)));
  return {
    headings: [...table.headings, "Unusual"],
    rows: table.rows.map((row, index) => [...row, words.at(-1 - index) ?? ""]),
    data: {
      headings: [...table.data.headings, "unusual"],
      rows: table.data.rows.map((row, index) => [...row, timeline.buckets[index]!.unusual]),
    },
  };
}

/** The figures behind the response-time chart, newest first. */
export const responseTable = (timeline: AnalyticsTimeline, names: BucketNames) => tableOf(timeline, names, RESPONSE);

/** The figures behind the chart of outcomes, newest first. */
export const outcomeTable = (timeline: AnalyticsTimeline, names: BucketNames) => tableOf(timeline, names, OUTCOMES);

function tableOf({ buckets, grain, tz }: AnalyticsTimeline, names: BucketNames, columns: Column[]) {
  return {
    headings: [`${grain[0]!.toUpperCase()}${grain.slice(1)} (${tz})`, ...columns.map((column) => column.heading)],
    rows: buckets
      .toReversed()
      .map((bucket) => [
        `${names.long(bucket)}${bucket.partial ? " (part)" : ""}`,
        ...columns.map((column) => formatValue(column.unit ?? "count", column.value(bucket))),
      ]),
    data: {
      headings: ["start", "end", ...columns.map((column) => column.name)],
      rows: buckets.map((bucket) => [bucket.start, bucket.end, ...columns.map((column) => column.value(bucket))]),
    },
  };
}

/** The figures behind a heatmap: hours down, days across, as a table is read. */
export function weekTable(hours: number[][], zone: string): ChartTable {
  return {
    headings: [`Hour (${zone})`, ...WEEKDAYS],
    rows: HOURS.map((name, hour) => [name, ...hours.map((day) => formatCount(day[hour] ?? 0))]),
    data: {
      headings: ["weekday", "hour", "count"],
      rows: hours.flatMap((day, row) => day.map((count, hour) => [WEEKDAY_NAMES[row]!, hour, count])),
    },
  };
}
