import type { Operator, SilencePolicy } from "./rule";

/** What an alert of one rule and one subject is in. */
export type AlertStatus = "inactive" | "pending" | "firing" | "recovering";

/** Why an alert is not inactive. */
export type Reason = "threshold" | "no_data" | "error";

/** The part of a rule that decides. */
export interface Condition {
  operator: Operator;
  threshold: number;
  /** How long a breach must last before it fires, in ms. */
  forMs: number;
  /** How long it must be well again before it is resolved, in ms. */
  keepFiringMs: number;
  noData: SilencePolicy;
  error: SilencePolicy;
}

/**
 * What was measured at a tick: a value, that there is none, that the measuring failed, or that nothing can be said because
 * Rollcall itself was away a moment ago.
 */
export type Sample = { kind: "value"; value: number } | { kind: "no_data" } | { kind: "error" } | { kind: "unknown" };

export interface AlertState {
  status: AlertStatus;
  /** Null while inactive. */
  reason: Reason | null;
  /** When it became what it is, in epoch ms. */
  since: number;
  /** The last tick, in epoch ms. */
  evaluatedAt: number;
}

/** A change of status that somebody is to be told, or not. */
export interface Transition {
  from: AlertStatus;
  to: AlertStatus;
  reason: Reason;
  at: number;
  /** `fire` opens an incident, `resolve` closes it; null changes nothing for those who were told. */
  tells: "fire" | "resolve" | null;
}

export interface Evaluation {
  state: AlertState;
  transition: Transition | null;
}

/** A pause between ticks that is longer than this was Rollcall's own: time in it counts for nobody. */
export const LONGEST_TICK_MS = 3 * 60_000;

/** The state of what was never evaluated. */
export const untouched = (now: number): AlertState => ({
  status: "inactive",
  reason: null,
  since: now,
  evaluatedAt: now,
});

/**
 * One tick of an alert's life: `inactive → pending → firing → recovering → inactive`.
 *
 * With `> 10 for 60 s, keep firing 120 s`, ticks each minute: 12 → pending; 12 → firing (fire); 5 → recovering;
 * 12 → firing again, told to nobody; 5 → recovering; 5 → recovering; 5 → inactive (resolve).
 *
 * Pure: the same arguments give the same result, and a tick run again at the same time changes nothing.
 * @param now epoch ms
 */
export function evaluate(condition: Condition, sample: Sample, before: AlertState, now: number): Evaluation {
  const state = withoutGap(before, now);
  const verdict = judge(condition, sample);
  if (verdict === "unknown") return stay(state, state.reason);

  const elapsed = now - state.since;
  if (verdict === "well") {
    if (state.status === "pending") return move(state, "inactive", now);
    if (state.status === "firing") return move(state, condition.keepFiringMs > 0 ? "recovering" : "inactive", now);
    if (state.status === "recovering" && elapsed >= condition.keepFiringMs) return move(state, "inactive", now);
    return stay(state, state.reason);
  }

  if (state.status === "inactive") return move(state, condition.forMs > 0 ? "pending" : "firing", now, verdict);
  if (state.status === "pending" && elapsed >= condition.forMs) return move(state, "firing", now, verdict);
  if (state.status === "recovering") return move(state, "firing", now, verdict);
  return stay(state, verdict);
}

/**
 * The state with its clock moved past a time in which nobody looked, or past a jump of the clock back: neither makes
 * anything older.
 */
export function withoutGap(state: AlertState, now: number): AlertState {
  const passed = now - state.evaluatedAt;
  const isGap = passed < 0 || passed > LONGEST_TICK_MS;
  return { ...state, since: isGap ? state.since + passed : state.since, evaluatedAt: now };
}

function judge(condition: Condition, sample: Sample): Reason | "well" | "unknown" {
  if (sample.kind === "value") return breaches(condition, sample.value) ? "threshold" : "well";
  if (sample.kind === "unknown") return "unknown";
  const policy = sample.kind === "no_data" ? condition.noData : condition.error;
  return policy === "alert" ? sample.kind : policy === "ok" ? "well" : "unknown";
}

/** Whether a value lies beyond the threshold. */
export function breaches({ operator, threshold }: Pick<Condition, "operator" | "threshold">, value: number): boolean {
  switch (operator) {
    case ">":
      return value > threshold;
    case ">=":
      return value >= threshold;
    case "<":
      return value < threshold;
    case "<=":
      return value <= threshold;
    case "==":
      return value === threshold;
    case "!=":
      return value !== threshold;
  }
}

const stay = (state: AlertState, reason: Reason | null): Evaluation => ({
  state: { ...state, reason },
  transition: null,
});

function move(state: AlertState, to: AlertStatus, at: number, reason: Reason | null = state.reason): Evaluation {
  const from = state.status;
  return {
    state: { ...state, status: to, reason: to === "inactive" ? null : reason, since: at },
    transition: { from, to, reason: reason ?? "threshold", at, tells: tellsOf(from, to) },
  };
}

function tellsOf(from: AlertStatus, to: AlertStatus): Transition["tells"] {
  if (to === "firing" && from !== "recovering") return "fire";
  if (to === "inactive" && from !== "pending") return "resolve";
  return null;
}
