import { formatBytes, formatDuration } from "../stats/format";
import type { Reason } from "./evaluate";
import { METRICS, type MetricId, type Unit } from "./metric";
import type { Rule } from "./rule";

const ROUNDED = 100;

/**
 * A metric's value for people.
 *
 *     formatValue(150, "seconds")  "2m 30s"
 *     formatValue(89.666, "percent") "89.67 %"
 */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "seconds":
      return value === 0 ? "0s" : formatDuration(value * 1000);
    case "ms":
      return formatDuration(value);
    case "percent":
      return `${rounded(value)} %`;
    case "usd":
      return `$${rounded(value)}`;
    case "per_minute":
      return `${rounded(value)} a minute`;
    case "bytes":
      return formatBytes(value);
    default:
      return String(rounded(value));
  }
}

/** What is wrong, in a sentence. */
export function summaryOf(
  { metric, operator, threshold, window_seconds }: Rule,
  subjectName: string,
  { reason, value }: { reason: Reason; value: number | null },
): string {
  const plain = reason === "threshold" && operator.startsWith(">") ? PLAIN[metric] : undefined;
  if (plain) return plain(subjectName, value ?? 0);
  const { title, unit, windowed } = METRICS[metric];
  const what = `${title} of ${subjectName}`;
  if (reason === "no_data") return `${what}: no data.`;
  if (reason === "error" || value === null) return `${what} could not be measured.`;
  const span = windowed ? ` over ${formatDuration(window_seconds * 1000)}` : "";
  return `${what}${span} is ${formatValue(value, unit)}; the rule fires at ${operator} ${formatValue(threshold, unit)}.`;
}

/** What a breach of some states says, better than a number would. */
const PLAIN: Partial<Record<MetricId, (subject: string, value: number) => string>> = {
  "bot.overdue": (subject, value) =>
    `Nothing was heard of ${subject} for as long as its heartbeats allow, and ${formatValue(value, "seconds")} more.`,
  "bot.stuck": (subject) => `${subject} is stuck: its job makes no progress.`,
  "bot.zombie": (subject) => `${subject} is alive, but takes no job although its queue waits.`,
  "bot.contract_breach": (subject) => `The newest runs of ${subject} break its run contract.`,
  "dependency.status": (subject, value) => `${subject} is ${value >= 2 ? "down" : "degraded"}.`,
  "fleet.silence": (_, value) => `No bot at all was heard of for ${formatValue(value, "seconds")}.`,
};

const rounded = (value: number) => Math.round(value * ROUNDED) / ROUNDED;
