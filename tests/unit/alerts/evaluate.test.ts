import { describe, expect, it } from "vitest";
import {
  type AlertState,
  type Condition,
  evaluate,
  LONGEST_TICK_MS,
  type Sample,
  type Transition,
  untouched,
} from "@/lib/alerts/evaluate";
import { OPERATORS, SILENCE_POLICIES } from "@/lib/alerts/rule";
import { seededRandom } from "../../support/random";

const START = Date.UTC(2026, 10, 22, 3);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const over10 = (changes: Partial<Condition> = {}): Condition => ({
  operator: ">",
  threshold: 10,
  forMs: MINUTE,
  keepFiringMs: 2 * MINUTE,
  noData: "keep",
  error: "keep",
  ...changes,
});
const value = (found: number): Sample => ({ kind: "value", value: found });

/** Runs samples at times after START; tells what came of each. */
function live(condition: Condition, ticks: [atMs: number, sample: Sample][]) {
  let state = untouched(START);
  const transitions: Transition[] = [];
  const statuses = ticks.map(([atMs, sample]) => {
    const evaluation = evaluate(condition, sample, state, START + atMs);
    state = evaluation.state;
    if (evaluation.transition) transitions.push(evaluation.transition);
    return state.status;
  });
  return {
    statuses,
    told: transitions.map(({ tells }) => tells).filter((tells) => tells !== null),
    transitions,
    state,
  };
}

const every = (ms: number, samples: Sample[]): [number, Sample][] => samples.map((sample, at) => [at * ms, sample]);

describe("an alert", () => {
  it("waits, fires, recovers and is resolved, and tells of the two that matter", () => {
    const { statuses, told } = live(over10(), every(MINUTE, [12, 12, 5, 12, 5, 5, 5].map(value)));
    expect(statuses).toEqual(["pending", "firing", "recovering", "firing", "recovering", "recovering", "inactive"]);
    expect(told).toEqual(["fire", "resolve"]);
  });

  it("tells nobody of a breach that does not last", () => {
    expect(live(over10(), every(30 * SECOND, [12, 12, 5, 12, 5].map(value))).told).toEqual([]);
  });

  it("fires and resolves at once where it is told to wait for nothing", () => {
    const at = over10({ forMs: 0, keepFiringMs: 0 });
    expect(live(at, every(MINUTE, [12, 5, 12].map(value))).told).toEqual(["fire", "resolve", "fire"]);
  });

  it("that flaps every 30 seconds for an hour fires once", () => {
    const flapping = Array.from({ length: 120 }, (_, at) => value(at % 2 === 0 ? 12 : 5));
    expect(live(over10({ forMs: 0 }), every(30 * SECOND, flapping)).told).toEqual(["fire"]);
  });

  it.each([
    ["alert", ["pending", "firing"], "no_data"],
    ["ok", ["inactive", "inactive"], null],
    ["keep", ["inactive", "inactive"], null],
  ] as const)("by policy %s takes missing data for what that says", (noData, statuses, reason) => {
    const found = live(over10({ noData }), every(MINUTE, [{ kind: "no_data" }, { kind: "no_data" }]));
    expect(found.statuses).toEqual(statuses);
    expect(found.state.reason).toBe(reason);
  });

  it("that fires goes on firing while its policy is to keep what was so", () => {
    const samples: Sample[] = [value(12), value(12), { kind: "error" }, { kind: "no_data" }, value(12)];
    expect(live(over10(), every(MINUTE, samples))).toMatchObject({ told: ["fire"], state: { status: "firing" } });
  });

  it("is no older for an hour in which nobody looked", () => {
    const hour = 60 * MINUTE;
    const found = live(over10({ forMs: 5 * MINUTE }), [
      [0, value(12)],
      [MINUTE, value(12)],
      [hour, value(12)],
      [hour + 3 * MINUTE, value(12)],
      [hour + 4 * MINUTE, value(12)],
    ]);
    expect(found.statuses).toEqual(["pending", "pending", "pending", "pending", "firing"]);
  });

  it.each([60 * MINUTE, -60 * MINUTE])("neither fires nor resolves by a clock that jumps %i ms", (jump) => {
    const pending = over10({ forMs: 10 * MINUTE });
    expect(
      live(pending, [
        [0, value(12)],
        [MINUTE, value(12)],
        [2 * MINUTE + jump, value(12)],
      ]).told,
    ).toEqual([]);
    const recovering = over10({ forMs: 0, keepFiringMs: 10 * MINUTE });
    expect(
      live(recovering, [
        [0, value(12)],
        [MINUTE, value(5)],
        [2 * MINUTE + jump, value(5)],
      ]).told,
    ).toEqual(["fire"]);
  });

  it.each([
    [">", [10, 11]],
    [">=", [9, 10]],
    ["<", [10, 9]],
    ["<=", [11, 10]],
    ["==", [9, 10]],
    ["!=", [10, 9]],
  ] as const)("compares by %s", (operator, [well, breach]) => {
    const at = over10({ operator, forMs: 0 });
    expect(live(at, [[0, value(well)]]).told).toEqual([]);
    expect(live(at, [[0, value(breach)]]).told).toEqual(["fire"]);
  });
});

// `expect` is too slow for hundreds of thousands of them.
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Does not hold: ${what}`);
}

const sameState = (a: AlertState, b: AlertState) =>
  a.status === b.status && a.reason === b.reason && a.since === b.since && a.evaluatedAt === b.evaluatedAt;

describe("10,000 random lives of an alert", () => {
  const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 1_000_000));

  it(`fire and resolve by turns, never early, and count a tick once however often it runs (seed ${seed})`, () => {
    const { next: random, pick } = seededRandom(seed);
    for (let life = 0; life < 10_000; life++) {
      const condition: Condition = {
        operator: pick(OPERATORS),
        threshold: Math.floor(random() * 3),
        forMs: pick([0, 15, 60, 300]) * SECOND,
        keepFiringMs: pick([0, 15, 60, 300]) * SECOND,
        noData: pick(SILENCE_POLICIES),
        error: pick(SILENCE_POLICIES),
      };
      let now = START;
      let state: AlertState = untouched(now);
      let isOpen = false;
      let breachedSince: number | null = null;
      for (let tick = 0; tick < 30; tick++) {
        const step = pick([
          15 * SECOND,
          15 * SECOND,
          MINUTE,
          LONGEST_TICK_MS + random() * 60 * MINUTE,
          -60 * MINUTE * random(),
        ]);
        now += step;
        const isGap = step < 0 || step > LONGEST_TICK_MS;
        const sample: Sample = pick([value(0), value(1), value(2), { kind: "no_data" }, { kind: "error" }]);
        const once = evaluate(condition, sample, state, now);
        const again = evaluate(condition, sample, once.state, now);
        must(again.transition === null && sameState(again.state, once.state), "a tick run again changes nothing");

        const tells = once.transition?.tells ?? null;
        must(tells !== "fire" || !isOpen, "not fired twice without a resolve");
        must(tells !== "resolve" || isOpen, "no resolve without a firing");
        if (tells !== null) isOpen = tells === "fire";
        must(isOpen === ["firing", "recovering"].includes(once.state.status), "open while firing or recovering");

        if (isGap && breachedSince !== null) breachedSince += step;
        must(tells !== "fire" || now - (breachedSince ?? now) >= condition.forMs, "not fired early");
        if (once.state.status === "pending") breachedSince ??= now;
        else breachedSince = null;
        state = once.state;
      }
    }
  });
});
