import { describe, expect, it } from "vitest";
import { breaches, type Sample } from "@/lib/alerts/evaluate";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { AlertLife, botSubject, ruleOf, silence, valued } from "../../support/alert-life";
import { seededRandom } from "../../support/random";

const START = Date.UTC(2026, 10, 22, 3);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TICK = 15 * SECOND;

describe("a tick", () => {
  it("fires once for a bot that goes silent, and resolves once when it is heard again", () => {
    const life = new AlertLife(START);
    const rule = ruleOf({ keep_firing_seconds: 60 });
    for (let at = 0; at <= 60; at++) {
      const isSilent = at >= 10 && at < 30;
      life.tick([rule], { rule: [silence("press", isSilent ? (at - 9) * 15 : 0)] }, START + at * TICK);
    }
    expect(life.told.map(({ tells, at }) => [tells, (at - START) / TICK])).toEqual([
      ["fire", 10],
      ["resolve", 34],
    ]);
  });

  it("fires once for a value that flaps each 30 s for an hour", () => {
    const life = new AlertLife(START);
    const rule = ruleOf({ keep_firing_seconds: 60 });
    for (let at = 0; at <= 240; at++) {
      life.tick([rule], { rule: [silence("press", Math.floor(at / 2) % 2 === 0 ? 5 : 0)] }, START + at * TICK);
    }
    expect(life.told).toHaveLength(1);
  });

  it.each(SHIPPED_RULES.map(({ id, definition }) => [id, definition] as const))(
    "fires once at most for what flaps each 30 s for an hour around the threshold of %s",
    (_, definition) => {
      const life = new AlertLife(START);
      const rule = ruleOf(definition);
      const [beyond, within] = breaches(rule, rule.threshold + 1) ? [1, -1] : [-1, 1];
      for (let at = 0; at <= 240; at++) {
        const value = rule.threshold + (Math.floor(at / 2) % 2 === 0 ? beyond : within);
        life.tick([rule], { rule: [valued("press", value)] }, START + at * TICK);
      }
      expect(life.told.length).toBeLessThanOrEqual(1);
    },
  );

  it("holds a new bot to no data only when it has been known for the window", () => {
    const rule = ruleOf({
      metric: "job.success_rate",
      operator: "<",
      threshold: 90,
      no_data: "alert",
      window_seconds: 600,
    });
    const life = new AlertLife(START);
    const sample = { ...valued("new", null), firstSeenAt: START };
    for (let at = 0; at < 40; at++) life.tick([rule], { rule: [sample] }, START + at * TICK);
    expect(life.told).toEqual([]);
    life.tick([rule], { rule: [sample] }, START + 600 * SECOND);
    expect(life.told).toHaveLength(1);
  });

  it("keeps what it knows while the measuring fails, and fires only where the rule says so", () => {
    const life = new AlertLife(START);
    const [quiet, loud] = [ruleOf({ id: "quiet" }), ruleOf({ id: "loud", on_error: "alert" })];
    life.tick([quiet], { quiet: [silence("press", 5)] }, START);
    life.tick([quiet, loud], { quiet: "error", loud: "error" }, START + TICK);
    expect(life.firing().sort()).toEqual(["bot:press", "fleet:"]);
    life.tick([quiet, loud], { quiet: [silence("press", 0)], loud: [silence("press", 0)] }, START + 2 * TICK);
    expect(life.firing()).toEqual([]);
  });

  it("ends what a rule or a subject that is gone has left, and keeps what a paused bot had", () => {
    const life = new AlertLife(START);
    const rules = [ruleOf(), ruleOf({ id: "other" })];
    const all = ["a", "b", "c"].map((id) => silence(id, 5));
    life.tick(rules, { rule: all, other: [silence("a", 5)] }, START);
    expect(life.firing()).toHaveLength(4);
    const plan = life.tick([rules[0]!], { rule: [all[0]!] }, START + TICK, new Set(["b"]));
    expect(plan.resolved.map(({ by }) => by).sort()).toEqual(["rule_changed", "subject_gone"]);
    expect(life.firing().sort()).toEqual(["bot:a", "bot:b"]);
  });

  it("counts neither an hour in which nobody ticked nor a clock that was set back", () => {
    const life = new AlertLife(START);
    const rule = ruleOf({ metric: "queue.pending", threshold: 100, for_seconds: 300 });
    const deep = { rule: [valued("mail", 500)] };
    life.tick([rule], deep, START);
    life.tick([rule], deep, START + 60 * MINUTE);
    expect(life.told).toEqual([]);
    life.tick([rule], deep, START);
    life.tick([rule], deep, START + MINUTE);
    expect(life.told).toEqual([]);
    for (let minute = 2; minute <= 5; minute++) life.tick([rule], deep, START + minute * MINUTE);
    expect(life.told).toHaveLength(1);
  });
});

describe("half of the fleet gone silent at once", () => {
  const rule = ruleOf({ keep_firing_seconds: 60 });
  const bots = Array.from({ length: 40 }, (_, n) => `bot-${n}`);

  it("is one alert about the fleet, however their heartbeats are spread", () => {
    const life = new AlertLife(START);
    // The last heartbeats came within 30 s; a heartbeat is late after 52 s, and overdue after 120 s.
    for (let at = 0; at <= 12; at++) {
      const now = at * 15;
      const samples = bots.map((id, n) => silence(id, now - n * 0.75 - 120, now - n * 0.75 > 52));
      life.tick([rule], { rule: samples }, START + at * TICK);
    }
    expect(life.told.map(({ subject, tells }) => [subject, tells])).toEqual([["fleet:", "fire"]]);
  });

  it("is resolved when they are heard again; those that stay silent are told by themselves", () => {
    const life = new AlertLife(START);
    life.tick([rule], { rule: bots.map((id) => silence(id, 10)) }, START);
    const after = bots.map((id, n) => silence(id, n < 3 ? 30 : 0));
    for (let at = 1; at <= 6; at++) life.tick([rule], { rule: after }, START + at * TICK);
    expect(life.told.map(({ subject, tells }) => `${tells} ${subject}`).sort()).toEqual([
      "fire bot:bot-0",
      "fire bot:bot-1",
      "fire bot:bot-2",
      "fire fleet:",
      "resolve fleet:",
    ]);
  });

  it("is not called so for fewer than five bots, or for those that had fired before", () => {
    const few = new AlertLife(START);
    few.tick([rule], { rule: ["a", "b", "c", "d"].map((id) => silence(id, 5)) }, START);
    expect(few.firing()).toHaveLength(4);
    const slowly = new AlertLife(START);
    for (let gone = 1; gone <= 20; gone++) {
      slowly.tick([rule], { rule: bots.map((id, n) => silence(id, n < gone ? 5 : 0)) }, START + gone * TICK);
    }
    expect(slowly.firing()).toHaveLength(20);
    expect(slowly.firing()).not.toContain("fleet:");
  });
});

describe("10,000 random lives", () => {
  it("tell a firing and its resolution in turn, and a tick done four times tells what it tells once", () => {
    for (let seed = 1; seed <= 10_000; seed++) {
      const random = seededRandom(seed);
      const { pick } = random;
      const rule = ruleOf({
        ...{ metric: pick(["bot.overdue", "job.failed"] as const), for_seconds: pick([0, 30, 120]) },
        ...{ keep_firing_seconds: pick([0, 60, 300]), no_data: pick(["alert", "ok", "keep"] as const) },
        on_error: pick(["alert", "ok", "keep"] as const),
      });
      const [life, twin] = [new AlertLife(START), new AlertLife(START)];
      const ids = Array.from({ length: 1 + random.whole(0, 6) }, (_, n) => `bot-${n}`);
      let now = START;
      for (let tick = 0; tick < 10; tick++) {
        now += pick([TICK, TICK, TICK, MINUTE, 5 * MINUTE, 60 * MINUTE, -30 * MINUTE]);
        const sampleOf = (): Sample =>
          pick<() => Sample>([
            () => ({ kind: "value", value: pick([0, 0, 5]) }),
            () => ({ kind: "value", value: pick([0, 5, 5]) }),
            () => ({ kind: "no_data" }),
            () => ({ kind: "error" }),
            () => ({ kind: "unknown" }),
          ])();
        const present = ids.filter(() => random.next() > 0.1);
        const samples = present.map((id) => ({
          subject: botSubject(id),
          sample: sampleOf(),
          isLate: random.next() > 0.6,
        }));
        const given = { rule: random.next() > 0.05 ? samples : ("error" as const) };
        const rules = random.next() > 0.03 ? [rule] : [];
        life.tick(rules, given, now);
        for (let times = 0; times < 4; times++) twin.tick(rules, given, now);
      }
      holds(life, `seed ${seed}`);
      if (JSON.stringify(twin.told) !== JSON.stringify(life.told))
        throw new Error(`seed ${seed}: a repeated tick told more`);
      if (JSON.stringify(twin.alerts) !== JSON.stringify(life.alerts))
        throw new Error(`seed ${seed}: a repeated tick changed states`);
    }
  }, 120_000);
});

/** Each incident fires once, is resolved at most once and after that, and those that are open are those that are stored. */
function holds(life: AlertLife, name: string): void {
  const open = new Map<string, string>();
  for (const { subject, tells, incidentId } of life.told) {
    if (tells === "fire") {
      if (open.has(subject)) throw new Error(`${name}: ${subject} fired twice`);
      open.set(subject, incidentId);
    } else {
      if (open.get(subject) !== incidentId) throw new Error(`${name}: ${subject} was resolved without a firing`);
      open.delete(subject);
    }
  }
  const stored = life.firing().sort().join();
  if ([...open.keys()].sort().join() !== stored) throw new Error(`${name}: open ${[...open.keys()]}, stored ${stored}`);
}
