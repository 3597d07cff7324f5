import type { Rule } from "../rule";
import type { SubjectSample } from "../samples";
import type { Subject } from "../subject";
import type { StoredAlert } from "./plan";

/** Fewer bots than these are not called half of a fleet. */
const LEAST_BOTS = 5;

/**
 * Half of the fleet gone silent at once is one alert about ingest, not hundreds about bots: bots that are late, and have no
 * incident of their own that goes on, are held as they are, and the fleet is judged in their place. When enough of them are heard again
 * the fleet is well, and those that stay silent are judged by themselves.
 */
export function massSilence(
  rule: Rule,
  found: SubjectSample[],
  alertOf: (subject: Subject) => StoredAlert | undefined,
): SubjectSample[] {
  const isOfSilence = (rule.metric === "bot.overdue" || rule.metric === "bot.silence") && rule.scope === "each";
  if (!isOfSilence || !rule.operator.startsWith(">")) return found;
  const hasOwn = ({ subject, sample }: SubjectSample) =>
    alertOf(subject)?.incidentId != null && sample.kind === "value" && sample.value > rule.threshold;
  const missing = found.filter((each) => each.isLate === true && !hasOwn(each));
  const alive = found.filter(({ isLate }) => isLate === false);
  const worst = Math.max(
    ...missing.map(({ sample }) => (sample.kind === "value" ? sample.value : Number.NEGATIVE_INFINITY)),
  );
  const fleet: Subject = {
    ...{ kind: "fleet", id: "", name: `${missing.length} of ${missing.length + alive.length} bots` },
    botIds: missing.map(({ subject }) => subject.id),
  };
  const isMass = missing.length >= LEAST_BOTS && missing.length >= alive.length;
  if (!isMass) {
    const isKnown = alertOf(fleet) !== undefined;
    const well: SubjectSample = { subject: { ...fleet, name: "the fleet" }, sample: { kind: "value", value: 0 } };
    return isKnown ? [...found, isUnknown(found) ? { ...well, sample: { kind: "unknown" } } : well] : found;
  }
  const held = new Set(missing.map(({ subject }) => subject.id));
  return [
    ...found.map((each) => (held.has(each.subject.id) ? { ...each, sample: { kind: "unknown" as const } } : each)),
    { subject: fleet, sample: { kind: "value", value: worst } },
  ];
}

const isUnknown = (found: readonly SubjectSample[]) => found.some(({ sample }) => sample.kind === "unknown");
