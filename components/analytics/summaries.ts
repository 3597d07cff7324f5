import type { AnalyticsGrain } from "@/lib/stats/analytics/grain";
import type { AnalyticsTimeline, TimelineBucket } from "@/lib/stats/analytics/schema";
import { formatCount, formatDuration, formatPercent } from "@/lib/stats/format";
import { type BucketNames, HOURS, WEEKDAY_NAMES } from "./names";

const MOST_NAMED = 4;

export const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
const counted = (count: number, one: string) => `${formatCount(count)} ${count === 1 ? one : `${one}s`}`;
const share = (part: number, whole: number) => formatPercent(Math.round((part / whole) * 1000) / 10);

/** What the volume chart shows, in words: how many, the busiest bucket, and each that is out of the ordinary. */
export function volumeSummary({ buckets, grain, ...timeline }: AnalyticsTimeline, names: BucketNames): string {
  const messages = sum(buckets.map((bucket) => bucket.messages));
  if (messages === 0) return "No message was processed in this period.";
  const failed = sum(buckets.map((bucket) => bucket.messages_failed));
  const most = buckets.reduce((best, bucket) => (bucket.messages > best.messages ? bucket : best));
  const before = sum(timeline.previous.map((bucket) => bucket.messages));
  return [
    `${counted(messages, "message")}, ${failed === 0 ? "none" : share(failed, messages)} failed; ${formatCount(before)} in the period before.`,
    `The busiest ${grain} was ${names.long(most)} with ${formatCount(most.messages)}.`,
    unusualSummary(buckets, grain, names),
  ]
    .filter(Boolean)
    .join(" ");
}

/** The buckets more than two standard deviations from the mean, by name. */
function unusualSummary(buckets: TimelineBucket[], grain: AnalyticsGrain, names: BucketNames): string {
  const unusual = buckets.filter((bucket) => bucket.unusual !== null);
  if (unusual.length === 0) return "";
  const named = unusual
    .slice(0, MOST_NAMED)
    .map((bucket) => `${names.long(bucket)} (${unusualWord(bucket)}, ${formatCount(bucket.messages)})`);
  const rest = unusual.length - named.length;
  return `Beyond two standard deviations: ${named.join(", ")}${rest > 0 ? ` and ${counted(rest, `more ${grain}`)}` : ""}.`;
}

/** In which way a bucket is out of the ordinary. */
export const unusualWord = (bucket: TimelineBucket) => (bucket.unusual === "high" ? "unusually many" : "unusually few");

/**
 * What the response-time chart shows, in words.
 * @param whole the percentiles of the whole period, in ms
 */
export function responseSummary(
  { buckets, grain }: Pick<AnalyticsTimeline, "buckets" | "grain">,
  whole: { p50: number | null; p95: number | null; p99: number | null },
  names: BucketNames,
): string {
  if (whole.p50 === null || whole.p95 === null || whole.p99 === null)
    return "No response time was measured in this period.";
  const slowest = buckets.reduce((worst, bucket) =>
    (bucket.p95_response_time_ms ?? -1) > (worst.p95_response_time_ms ?? -1) ? bucket : worst,
  );
  return (
    `Half of the answers took up to ${formatDuration(whole.p50)}, 95% up to ${formatDuration(whole.p95)}, 99% up to ${formatDuration(whole.p99)}. ` +
    `The slowest ${grain} was ${names.long(slowest)} with a p95 of ${formatDuration(slowest.p95_response_time_ms ?? 0)}.`
  );
}

/** What the chart of jobs' outcomes shows, in words. */
export function outcomeSummary(
  { buckets, grain }: Pick<AnalyticsTimeline, "buckets" | "grain">,
  names: BucketNames,
): string {
  const [succeeded, failed] = [
    sum(buckets.map((one) => one.jobs_succeeded)),
    sum(buckets.map((one) => one.jobs_failed)),
  ];
  if (succeeded + failed === 0) return "No job succeeded or failed in this period.";
  const whole = `${counted(succeeded + failed, "job")}, ${share(succeeded, succeeded + failed)} of them succeeded`;
  const worst = buckets.reduce((most, bucket) => (bucket.jobs_failed > most.jobs_failed ? bucket : most));
  if (failed === 0) return `${whole}.`;
  return `${whole}; the most failures in a ${grain} were ${formatCount(worst.jobs_failed)}, ${names.long(worst)}.`;
}

/**
 * What a heatmap shows, in words.
 * @param hours counts by day of the week, Monday first, then by hour
 */
export function weekSummary(hours: number[][], what: string, zone: string): string {
  const cells = hours.flatMap((day, row) => day.map((count, hour) => ({ row, hour, count })));
  const all = sum(cells.map((cell) => cell.count));
  if (all === 0) return `No ${what} in this period.`;
  const most = cells.reduce((best, cell) => (cell.count > best.count ? cell : best));
  const days = hours.map(sum);
  const busiest = days.indexOf(Math.max(...days));
  return (
    `The busiest hour of the week is ${WEEKDAY_NAMES[most.row]} ${HOURS[most.hour]} (${counted(most.count, what)}), ` +
    `the busiest day ${WEEKDAY_NAMES[busiest]} with ${share(days[busiest]!, all)}. Hours are those of ${zone}.`
  );
}
