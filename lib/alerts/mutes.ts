import type { StoredIncident } from "./incident-row";
import type { Rule } from "./rule";
import { fits } from "./selector";
import { isActive, matches, type Silence } from "./silence";

/**
 * What keeps an incident quiet: an active silence or maintenance window, or an incident that fires on a subject which its rule
 * depends on, directly or through others. Null: nothing.
 */
export function muteOf(
  incident: StoredIncident,
  {
    silences,
    firing,
    rules,
    now,
  }: { silences: readonly Silence[]; firing: readonly StoredIncident[]; rules: ReadonlyMap<string, Rule>; now: Date },
): string | null {
  const silence = silences.find((each) => isActive(each, now) && matches(each.matcher, incident));
  if (silence) return `silence:${silence.id}`;
  const needed = neededBy(incident, firing, rules);
  return needed === null ? null : `incident:${needed.id}`;
}

/** An incident that fires on what this one's rule depends on. A circle of rules mutes nobody by itself. */
function neededBy(
  incident: StoredIncident,
  firing: readonly StoredIncident[],
  rules: ReadonlyMap<string, Rule>,
): StoredIncident | null {
  const seen = new Set([incident.id]);
  let ring = [incident];
  let found: StoredIncident | null = null;
  while (ring.length > 0) {
    const next = ring.flatMap((each) => {
      const needs = each.ruleId === null ? [] : (rules.get(each.ruleId)?.depends_on ?? []);
      return firing.filter(({ id, subject }) => !seen.has(id) && needs.some((pattern) => fits(pattern, subject)));
    });
    for (const each of next) {
      seen.add(each.id);
      // The root of the trouble tells; whatever leads back to this incident does not mute it.
      const leadsBack = dependsOn(each, incident, rules);
      if (!leadsBack) found ??= each;
    }
    ring = next;
  }
  return found;
}

const dependsOn = (incident: StoredIncident, on: StoredIncident, rules: ReadonlyMap<string, Rule>): boolean =>
  incident.ruleId !== null &&
  (rules.get(incident.ruleId)?.depends_on ?? []).some((pattern) => fits(pattern, on.subject));
