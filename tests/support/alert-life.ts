import type { Sample } from "@/lib/alerts/evaluate";
import { type Rule, type RuleInput, ruleSchema } from "@/lib/alerts/rule";
import type { SubjectSample } from "@/lib/alerts/samples";
import type { Subject } from "@/lib/alerts/subject";
import { planTick, type StoredAlert, type TickPlan } from "@/lib/alerts/tick/plan";

/** A rule for tests: bot.overdue over 0, at once. */
export const ruleOf = (changes: Partial<RuleInput> & { id?: string } = {}): Rule => {
  const { id = "rule", ...rest } = changes;
  const given = {
    name: id,
    metric: "bot.overdue" as const,
    operator: ">" as const,
    threshold: 0,
    severity: "critical" as const,
  };
  return { ...ruleSchema.parse({ ...given, ...rest }), id, shipped: false, revision: 1 };
};

export const botSubject = (id: string): Subject => ({ kind: "bot", id, name: id, botIds: [id] });

/** What an alert life has told so far. */
export interface Told {
  at: number;
  subject: string;
  tells: "fire" | "resolve";
  incidentId: string;
}

/** The states of alerts as ticks leave them, kept the way the store keeps them. */
export class AlertLife {
  alerts: StoredAlert[] = [];
  readonly told: Told[] = [];
  tickedAt: number;
  #incidents = 0;

  constructor(start: number) {
    this.tickedAt = start;
  }

  /** One tick. @param samples by rule id */
  tick(
    rules: readonly Rule[],
    samples: Record<string, SubjectSample[] | "error">,
    now: number,
    paused = new Set<string>(),
  ): TickPlan {
    const plan = planTick(
      { rules, samples: new Map(Object.entries(samples)), alerts: this.alerts, paused, tickedAt: this.tickedAt },
      now,
    );
    this.take(plan, now);
    this.tickedAt = now;
    return plan;
  }

  firing(): string[] {
    return this.alerts.filter(({ incidentId }) => incidentId !== null).map(({ subject }) => subject);
  }

  private take(plan: TickPlan, now: number): void {
    const ids = new Map<string, string>();
    for (const { rule, subject } of plan.fired) {
      const key = `${subject.kind}:${subject.id}`;
      const incidentId = `incident-${this.#incidents++}`;
      ids.set(`${rule.id} ${key}`, incidentId);
      this.told.push({ at: now, subject: key, tells: "fire", incidentId });
    }
    for (const { incidentId } of plan.resolved) {
      const alert = this.alerts.find((each) => each.incidentId === incidentId)!;
      this.told.push({ at: now, subject: alert.subject, tells: "resolve", incidentId });
    }
    const gone = new Set(plan.ended.map(({ ruleId, subject }) => `${ruleId} ${subject}`));
    const kept = new Map(this.alerts.map((alert) => [`${alert.ruleId} ${alert.subject}`, alert]));
    for (const alert of plan.changed) {
      const key = `${alert.ruleId} ${alert.subject}`;
      kept.set(key, { ...alert, incidentId: ids.get(key) ?? alert.incidentId });
    }
    for (const key of gone) kept.delete(key);
    this.alerts = [...kept.values()];
  }
}

/** A sample of a bot's silence. @param late whether it missed a heartbeat; where its value is over 0 it did */
export function silence(id: string, overdueSeconds: number, late = overdueSeconds > 0): SubjectSample {
  return { subject: botSubject(id), sample: { kind: "value", value: Math.max(0, overdueSeconds) }, isLate: late };
}

export const valued = (id: string, value: number | null): SubjectSample => ({
  subject: botSubject(id),
  sample: value === null ? { kind: "no_data" } : ({ kind: "value", value } as Sample),
});
