import { formatBytes, formatDuration } from "../stats/format";
import type { Reason } from "./evaluate";
import { METRICS, type Unit } from "./metric";
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
      return formatDuration(value * 1000);
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
  const { title, unit, windowed } = METRICS[metric];
  const what = `${title} of ${subjectName}`;
  if (reason === "no_data") return `${what}: no data.`;
  if (reason === "error" || value === null) return `${what} could not be measured.`;
  const span = windowed ? ` over ${formatDuration(window_seconds * 1000)}` : "";
  return `${what}${span} is ${formatValue(value, unit)}; the rule fires at ${operator} ${formatValue(threshold, unit)}.`;
}

const rounded = (value: number) => Math.round(value * ROUNDED) / ROUNDED;
