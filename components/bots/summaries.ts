import type { ChartTable } from "@/components/ui/chart-figure";
import { formatDay, formatHour } from "@/components/ui/relative";
import type { TrackerState } from "@/components/ui/tracker";
import type { BotSummary } from "@/lib/bots/bot";
import type { BotHour } from "@/lib/stats/bot-stats";
import { formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";

type Unit = "hour" | "day";

/** A duration in ms, or a dash where none was measured. */
export const told = (ms: number | null) => (ms === null ? UNKNOWN : formatDuration(ms));
const jobs = (count: number) => `${formatCount(count)} ${count === 1 ? "job" : "jobs"}`;
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

/** The name of a span of the charts, in UTC. */
export const spanName = (span: BotHour, unit: Unit) => (unit === "hour" ? formatHour(span.hour) : formatDay(span.hour));

/**
 * How an hour went by its success rate.
 *
 *     trackerState({ succeeded: 0, failed: 0 })  "none"
 *     trackerState({ succeeded: 12, failed: 0 }) "ok"
 *     trackerState({ succeeded: 9, failed: 1 })  "mixed"
 *     trackerState({ succeeded: 1, failed: 9 })  "bad"
 */
export function trackerState({ succeeded, failed }: { succeeded: number; failed: number }): TrackerState {
  if (succeeded + failed === 0) return "none";
  if (failed === 0) return "ok";
  return failed / (succeeded + failed) < 0.5 ? "mixed" : "bad";
}

/** The strip of a bot's last hours: one block an hour, and what it shows in words. */
export function trackerOf(hours: BotSummary["tracker"]) {
  const failed = sum(hours.map((hour) => hour.failed));
  const finished = failed + sum(hours.map((hour) => hour.succeeded));
  const blocks = hours.map((hour) => ({
    key: hour.hour,
    state: trackerState(hour),
    title: `${formatHour(hour.hour)} UTC: ${jobs(hour.succeeded + hour.failed)}, ${formatCount(hour.failed)} failed`,
  }));
  const whole = `Last ${hours.length} hours: ${finished === 0 ? "no job" : jobs(finished)} finished`;
  if (failed === 0) return { blocks, summary: whole };
  const withFailures = hours.filter((hour) => hour.failed > 0).length;
  return { blocks, summary: `${whole}, ${formatCount(failed)} failed in ${withFailures} of ${hours.length} hours` };
}

/** What the success-rate chart shows, in words. */
export function rateSummary(spans: BotHour[], unit: Unit, rate: number | null): string {
  const measured = spans.filter((span) => span.success_rate !== null);
  const worst = measured.toSorted((a, b) => (a.success_rate ?? 0) - (b.success_rate ?? 0))[0];
  if (rate === null || !worst) return "No job succeeded or failed in this period.";
  const whole = `${formatPercent(rate)} of ${jobs(sum(spans.map((span) => span.succeeded + span.failed)))} succeeded`;
  if (worst.success_rate === 100) return `${whole}; no ${unit} had a failure.`;
  return `${whole}; the lowest ${unit} was ${spanName(worst, unit)} UTC with ${formatPercent(worst.success_rate)}.`;
}

/** What the duration chart shows, in words. */
export function durationSummary(spans: BotHour[], unit: Unit, targetMs: number | null): string {
  const measured = spans.filter((span) => span.avg_duration_ms !== null);
  const slowest = measured.toSorted((a, b) => (b.avg_duration_ms ?? 0) - (a.avg_duration_ms ?? 0))[0];
  if (!slowest) return "No duration was measured in this period.";
  const slow = `The slowest ${unit} was ${spanName(slowest, unit)} UTC with ${told(slowest.avg_duration_ms)} on average`;
  if (targetMs === null) return `${slow}.`;
  const over = measured.filter((span) => (span.avg_duration_ms ?? 0) > targetMs).length;
  return `${slow}; ${over} of ${measured.length} ${unit}s with jobs were over the target of ${formatDuration(targetMs)}.`;
}

/** The figures behind the success-rate chart, newest first. */
export function rateTable(spans: BotHour[], unit: Unit): ChartTable {
  return {
    headings: [heading(unit), "Jobs", "Succeeded", "Failed", "Success rate"],
    rows: spans
      .toReversed()
      .map((span) => [
        rowName(span, unit),
        ...[span.total, span.succeeded, span.failed].map(formatCount),
        formatPercent(span.success_rate),
      ]),
  };
}

/** The figures behind the duration chart, newest first. */
export function durationTable(spans: BotHour[], unit: Unit): ChartTable {
  return {
    headings: [heading(unit), "Mean", unit === "hour" ? "p95" : "p95 of the slowest hour"],
    rows: spans
      .toReversed()
      .map((span) => [rowName(span, unit), told(span.avg_duration_ms), told(span.p95_duration_ms)]),
  };
}

const heading = (unit: Unit) => (unit === "hour" ? "Hour (UTC)" : "Day (UTC)");
const rowName = (span: BotHour, unit: Unit) => `${spanName(span, unit)}${span.partial ? " (part)" : ""}`;
