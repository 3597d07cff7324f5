import { type AlertState, type Condition, evaluate, type Sample, untouched } from "./evaluate";

/** What was measured at an instant; null: nothing. Epoch ms. */
export interface Point {
  at: number;
  value: number | null;
}

/** A time in which a rule would have fired. Epoch ms. */
export interface Firing {
  firedAt: number;
  /** Null while it would fire still. */
  resolvedAt: number | null;
  /** The value that lay furthest beyond the threshold. */
  worst: number | null;
}

/**
 * When a rule would have fired, by the very evaluation that ticks use. Between two points things stay as they were measured
 * last, and are looked at whenever a delay runs out.
 *
 *     > 10 for 90 s, points each minute: 12, 12, 12, 5 → fired 90 s after the first, resolved at the fourth
 *
 * @param points in order of time; what comes before the first value is not judged
 */
export function backtest(condition: Condition, points: readonly Point[]): Firing[] {
  const first = points.findIndex(({ value }) => value !== null);
  if (first === -1) return [];
  const firings: Firing[] = [];
  let state: AlertState = untouched(points[first]!.at);
  const look = (sample: Sample, at: number) => {
    // Ticks went on all the time: there is no gap to make up for.
    const { state: after, transition } = evaluate(condition, sample, { ...state, evaluatedAt: at }, at);
    state = after;
    const open = firings.at(-1);
    if (transition?.tells === "fire") firings.push({ firedAt: at, resolvedAt: null, worst: null });
    else if (transition?.tells === "resolve" && open) open.resolvedAt = at;
  };
  for (let index = first; index < points.length; index++) {
    const { at, value } = points[index]!;
    const until = points[index + 1]?.at ?? at;
    const sample: Sample = value === null ? { kind: "no_data" } : { kind: "value", value };
    look(sample, at);
    const due = state.since + (state.status === "pending" ? condition.forMs : condition.keepFiringMs);
    if ((state.status === "pending" || state.status === "recovering") && due > at && due < until) look(sample, due);
    const open = firings.at(-1);
    if (open?.resolvedAt === null && value !== null) open.worst = worse(condition, value, open.worst);
  }
  return firings;
}

/** Whichever of two values lies further beyond the threshold. */
export function worse({ operator }: Pick<Condition, "operator">, a: number, b: number | null): number {
  if (b === null) return a;
  return operator.startsWith("<") ? Math.min(a, b) : Math.max(a, b);
}
