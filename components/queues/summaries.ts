import type { ChartTable } from "@/components/ui/chart-figure";
import { formatDay, formatHour } from "@/components/ui/relative";
import type { Queue, QueueHistory } from "@/lib/queues/queue";
import { formatCount, formatDuration, UNKNOWN } from "@/lib/stats/format";

const DAY_SECONDS = 86_400;

/** The course of a queue's backlog over 24 hours, in words. */
export function trendInWords({ queue, trend }: Pick<Queue, "queue" | "trend">): string {
  const known = trend.flatMap((each) => (each.pending === null ? [] : [each.pending]));
  if (known.length === 0) return `${queue}: not sampled in the last 24 hours`;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = low === high ? formatCount(low) : `${formatCount(low)} to ${formatCount(high)}`;
  return `${queue}: ${span} pending by the hour over the last 24 hours, ${formatCount(known.at(-1)!)} at the end`;
}

/** What the chart of a backlog shows, in words. */
export function backlogSummary({ points, queue }: QueueHistory): string {
  const sampled = points.filter((point) => point.pending_max !== null);
  const deepest = sampled.reduce<(typeof points)[number] | undefined>(
    (most, point) => (most === undefined || point.pending_max! > most.pending_max! ? point : most),
    undefined,
  );
  const last = sampled.at(-1);
  if (!deepest || !last) return `${queue} was not sampled in this period.`;
  const dead = Math.max(...points.map((point) => point.dead_letter ?? 0));
  if (deepest.pending_max === 0)
    return `Nothing waited in ${queue}${dead > 0 ? `; up to ${formatCount(dead)} dead letters` : ""}.`;
  return (
    `At most ${formatCount(deepest.pending_max)} waited, at ${formatHour(deepest.from)} UTC; ` +
    `${formatCount(last.pending)} on average in the last sampled span` +
    `${dead > 0 ? `; up to ${formatCount(dead)} dead letters` : ""}.`
  );
}

/** What the chart of the flow shows, in words. */
export function flowSummary({ points, queue }: QueueHistory): string {
  const sum = (name: "in" | "out") => points.reduce((total, point) => total + point[name], 0);
  const [entered, left] = [sum("in"), sum("out")];
  if (entered + left === 0) return `No attempt of the bots that work ${queue} began or ended in this period.`;
  const difference = entered - left;
  const more =
    difference === 0
      ? "as many as ended"
      : `${formatCount(Math.abs(difference))} ${difference > 0 ? "more" : "fewer"} than ended`;
  return `${formatCount(entered)} attempts came in, ${more} (${formatCount(left)}), of the bots that work ${queue}.`;
}

/** The name of a span, in UTC. */
export function spanName({ from }: { from: string }, { step_seconds }: Pick<QueueHistory, "step_seconds">): string {
  return step_seconds >= DAY_SECONDS ? formatDay(from) : formatHour(from);
}

/** The name of a span where an axis has little room: the time of day where a period is a day or less. */
export function axisName(point: { from: string }, { step_seconds }: Pick<QueueHistory, "step_seconds">): string {
  return step_seconds < 3600 ? formatHour(point.from).slice(-"12:00".length) : formatDay(point.from);
}

/**
 * An age in seconds as its two largest units.
 *
 *     ageInWords(0.4)  "0s"
 *     ageInWords(75)   "1m 15s"
 *     ageInWords(null) "–"
 */
export function ageInWords(seconds: number | null): string {
  if (seconds === null) return UNKNOWN;
  return seconds < 1 ? "0s" : formatDuration(seconds * 1000);
}

/** The figures behind the chart of a backlog, newest first. */
export function backlogTable(history: QueueHistory): ChartTable {
  const newest = history.points.toReversed();
  return {
    headings: ["From (UTC)", "Pending", "Most pending", "Processing", "Dead letters", "Oldest"],
    rows: newest.map((point) => [
      spanName(point, history),
      ...[point.pending, point.pending_max, point.processing, point.dead_letter].map(formatCount),
      ageInWords(point.oldest_age_seconds),
    ]),
    data: {
      headings: ["from", "pending", "pending_max", "processing", "dead_letter", "oldest_age_seconds"],
      rows: newest.map((point) => [
        point.from,
        point.pending,
        point.pending_max,
        point.processing,
        point.dead_letter,
        point.oldest_age_seconds,
      ]),
    },
  };
}

/** The figures behind the chart of the flow, newest first. */
export function flowTable(history: QueueHistory): ChartTable {
  const newest = history.points.toReversed();
  return {
    headings: ["From (UTC)", "In", "Out"],
    rows: newest.map((point) => [spanName(point, history), formatCount(point.in), formatCount(point.out)]),
    data: { headings: ["from", "in", "out"], rows: newest.map((point) => [point.from, point.in, point.out]) },
  };
}
