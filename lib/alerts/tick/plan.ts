import {
  type AlertState,
  type Condition,
  evaluate,
  type Sample,
  type Transition,
  untouched,
  withoutGap,
} from "../evaluate";
import type { Rule } from "../rule";
import type { SubjectSample } from "../samples";
import { type Subject, subjectKey } from "../subject";
import { massSilence } from "./mass-silence";

/** An alert that is not inactive, as stored. */
export interface StoredAlert {
  ruleId: string;
  /** Kind and id: see {@link subjectKey}. */
  subject: string;
  state: AlertState;
  /** The last value that was measured. */
  value: number | null;
  /** While it fires or recovers. */
  incidentId: string | null;
}

/** What a tick is decided from. */
export interface TickFacts {
  rules: readonly Rule[];
  samples: ReadonlyMap<string, SubjectSample[] | "error">;
  alerts: readonly StoredAlert[];
  /** Bots that are paused: they are not judged, and what was said of them stays. */
  paused: ReadonlySet<string>;
  /** The tick before, in epoch ms. */
  tickedAt: number;
}

/** An alert that began to fire. */
export interface Fired {
  rule: Rule;
  subject: Subject;
  transition: Transition;
  value: number | null;
  /** First breach, in epoch ms. */
  startedAt: number;
}

/** An alert whose incident ended, and why. */
export interface Resolved {
  incidentId: string;
  by: "recovered" | "rule_changed" | "subject_gone";
}

/** What a tick does. */
export interface TickPlan {
  /** Alerts whose state is to be stored; the incident of one that fires now is not known yet. */
  changed: StoredAlert[];
  /** Alerts that are inactive again. */
  ended: Pick<StoredAlert, "ruleId" | "subject">[];
  fired: Fired[];
  /** Firing again before it was resolved, or no longer in breach but not yet resolved. */
  wavered: { incidentId: string; to: "firing" | "recovering" }[];
  resolved: Resolved[];
  /** Values of incidents that are worse than all before. */
  values: { incidentId: string; value: number }[];
}

/**
 * Decides a tick. Pure: it reads no clock, and the same facts give the same plan.
 * @param now epoch ms
 */
export function planTick({ rules, samples, alerts, paused, tickedAt }: TickFacts, now: number): TickPlan {
  const plan: TickPlan = { changed: [], ended: [], fired: [], wavered: [], resolved: [], values: [] };
  const known = new Map(alerts.map((alert) => [keyOf(alert.ruleId, alert.subject), alert]));
  for (const rule of rules) {
    for (const { subject, sample, firstSeenAt } of judged(rule, samples.get(rule.id) ?? "error", known)) {
      const key = keyOf(rule.id, subjectKey(subject));
      const isNew = firstSeenAt !== undefined && now - firstSeenAt < 1000 * (rule.window_seconds + rule.for_seconds);
      // A bot that has only just been heard of is not held to what it may still report.
      const judgedBy: Sample = isNew && sample.kind === "no_data" ? { kind: "unknown" } : sample;
      step(plan, rule, subject, judgedBy, known.get(key), { tickedAt, now });
      known.delete(key);
    }
  }
  endTheRest(plan, [...known.values()], { rules, samples, paused, tickedAt }, now);
  return plan;
}

/** What a rule has to judge: its samples; where they could not be read, an error for all that it judged before. */
function judged(rule: Rule, found: SubjectSample[] | "error", known: ReadonlyMap<string, StoredAlert>) {
  if (found !== "error") return massSilence(rule, found, (subject) => known.get(keyOf(rule.id, subjectKey(subject))));
  const failed = [...known.values()].filter(({ ruleId }) => ruleId === rule.id);
  const subjects = failed.map(({ subject }): Subject => subjectOfKey(subject));
  return [...subjects, ...(rule.on_error === "alert" && failed.length === 0 ? [subjectOfKey("fleet:")] : [])].map(
    (subject): SubjectSample => ({ subject, sample: { kind: "error" } }),
  );
}

function step(
  plan: TickPlan,
  rule: Rule,
  subject: Subject,
  sample: Sample,
  before: StoredAlert | undefined,
  { tickedAt, now }: { tickedAt: number; now: number },
): void {
  const state = before ? { ...before.state, evaluatedAt: tickedAt } : { ...untouched(now), evaluatedAt: tickedAt };
  const { state: after, transition } = evaluate(conditionOf(rule), sample, before ? state : untouched(now), now);
  const value = sample.kind === "value" ? sample.value : null;
  const alert: StoredAlert = {
    ...{ ruleId: rule.id, subject: subjectKey(subject), state: after, value: value ?? before?.value ?? null },
    incidentId: before?.incidentId ?? null,
  };
  if (transition?.tells === "fire") {
    const startedAt = before?.state.status === "pending" ? Math.min(state.since, now) : now;
    plan.fired.push({ rule, subject, transition, value, startedAt });
  } else if (transition?.tells === "resolve" && before?.incidentId) {
    plan.resolved.push({ incidentId: before.incidentId, by: "recovered" });
  } else if (transition && before?.incidentId && (transition.to === "firing" || transition.to === "recovering")) {
    plan.wavered.push({ incidentId: before.incidentId, to: transition.to });
  }
  if (after.status === "inactive") {
    if (before) plan.ended.push({ ruleId: rule.id, subject: alert.subject });
    return;
  }
  if (before?.incidentId && value !== null && after.status === "firing" && isWorse(rule, value, before.value)) {
    plan.values.push({ incidentId: before.incidentId, value });
  }
  if (
    !before ||
    transition ||
    after.since !== before.state.since ||
    after.reason !== before.state.reason ||
    isNews(alert, before)
  ) {
    plan.changed.push(alert);
  }
}

const isNews = (alert: StoredAlert, before: StoredAlert) => alert.value !== before.value;

/** Alerts that no rule has judged: rule or subject are gone, unless the bot is only paused. */
function endTheRest(
  plan: TickPlan,
  rest: readonly StoredAlert[],
  { rules, samples, paused, tickedAt }: Omit<TickFacts, "alerts">,
  now: number,
): void {
  const enabled = new Set(rules.map(({ id }) => id));
  for (const alert of rest) {
    if (enabled.has(alert.ruleId)) {
      if (samples.get(alert.ruleId) === "error") continue;
      if (alert.subject.startsWith("bot:") && paused.has(alert.subject.slice("bot:".length))) {
        // Time in which it is paused makes nothing older.
        const state = {
          ...withoutGap({ ...alert.state, evaluatedAt: tickedAt }, now),
          since: alert.state.since + now - tickedAt,
        };
        plan.changed.push({ ...alert, state });
        continue;
      }
    }
    plan.ended.push({ ruleId: alert.ruleId, subject: alert.subject });
    if (alert.incidentId) {
      const by = enabled.has(alert.ruleId) ? "subject_gone" : "rule_changed";
      plan.resolved.push({ incidentId: alert.incidentId, by });
    }
  }
}

/** The part of a rule that decides. */
export function conditionOf(rule: Rule): Condition {
  return {
    ...{ operator: rule.operator, threshold: rule.threshold, noData: rule.no_data, error: rule.on_error },
    ...{ forMs: rule.for_seconds * 1000, keepFiringMs: rule.keep_firing_seconds * 1000 },
  };
}

/** Whether a value lies further beyond the threshold. */
export function isWorse({ operator }: Pick<Rule, "operator">, value: number, before: number | null): boolean {
  if (before === null) return true;
  return operator.startsWith("<") ? value < before : value > before;
}

const keyOf = (ruleId: string, subject: string) => `${ruleId} ${subject}`;

function subjectOfKey(key: string): Subject {
  const at = key.indexOf(":");
  const [kind, id] = [key.slice(0, at) as Subject["kind"], key.slice(at + 1)];
  return { kind, id, name: kind === "fleet" ? "the fleet" : id, botIds: kind === "bot" ? [id] : [] };
}
