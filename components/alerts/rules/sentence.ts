import { METRICS } from "@/lib/alerts/metric";
import type { RuleDefinition } from "@/lib/alerts/rule";
import { formatValue } from "@/lib/alerts/words";
import { formatDuration } from "@/lib/stats/format";

/**
 * What a rule says, in a line.
 *
 *     sentenceOf({ metric: "job.success_rate", operator: "<", threshold: 90, window_seconds: 3600, for_seconds: 120, … })
 *       "Job success rate over 1h 0m < 90 % for 2m 0s"
 */
export function sentenceOf({
  metric,
  operator,
  threshold,
  window_seconds,
  for_seconds,
  selector,
  scope,
}: RuleDefinition): string {
  const { title, unit, windowed } = METRICS[metric];
  const span = windowed ? ` over ${formatDuration(window_seconds * 1000)}` : "";
  const picked = selector.label === null ? "" : ` of ${selector.label}`;
  const lasting = for_seconds > 0 ? ` for ${formatDuration(for_seconds * 1000)}` : "";
  const whole = scope === "fleet" ? ", of the whole fleet" : "";
  return `${title}${picked}${span} ${operator} ${formatValue(threshold, unit)}${lasting}${whole}`;
}
