import type { Incident } from "@/lib/alerts/incident";
import { METRICS, type MetricId, type Unit } from "@/lib/alerts/metric";
import { formatValue } from "@/lib/alerts/words";

/** The unit of an incident's values, by the rule it fired on; bare numbers where that is not known. */
export function unitOf(rule: Record<string, unknown> | null): Unit {
  const metric = rule?.metric;
  return typeof metric === "string" && Object.hasOwn(METRICS, metric) ? METRICS[metric as MetricId].unit : "value";
}

/** A value of an incident for people. */
export const told = (value: number | null, unit: Unit): string => (value === null ? "–" : formatValue(value, unit));

/** How many seconds an incident has lasted, or did. @param now epoch ms */
export function lastedSeconds({ started_at, resolved_at }: Pick<Incident, "started_at" | "resolved_at">, now: number) {
  const end = resolved_at === null ? now : Date.parse(resolved_at);
  return Math.max(0, (end - Date.parse(started_at)) / 1000);
}

/**
 * What incidents by severity come to, in a sentence.
 *
 *     countsInWords({ critical: 2, info: 1 }) "2 critical and 1 info"
 */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  const parts = ["critical", "warning", "performance", "info"]
    .filter((severity) => counts[severity])
    .map((severity) => `${counts[severity]} ${severity}`);
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : (parts[0] ?? "nothing");
}
