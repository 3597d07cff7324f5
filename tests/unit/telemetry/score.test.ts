import { describe, expect, it } from "vitest";
import { healthScoreOf, type ScoreFacts } from "@/lib/telemetry/score";

const WELL: ScoreFacts = {
  database: { ok: true, latencyMs: 1 },
  bots: { watched: 10, offline: 0, stuck: 0, zombie: 0 },
  work: { n: 100, failed: 0 },
  dependencies: { down: [], degraded: [] },
  incidents: { critical: 0, others: 0 },
  commitFailures: 0,
};
const scoreOf = (facts: Partial<ScoreFacts>) => healthScoreOf({ ...WELL, ...facts });
const penaltyOf = (name: string, facts: Partial<ScoreFacts>) =>
  scoreOf(facts).factors.find((factor) => factor.name === name)?.penalty;

describe("the health score", () => {
  it("is 100 and ok where all is measured and well", () => {
    const { score, status, factors } = scoreOf({});
    expect({ score, status }).toEqual({ score: 100, status: "ok" });
    expect(factors.map(({ name }) => name)).toEqual([
      ...["database", "bots", "work", "dependencies", "incidents", "ingest"],
    ]);
    for (const { penalty, detail } of factors) expect([penalty, detail.length > 5]).toEqual([0, true]);
  });

  it.each<[string, Partial<ScoreFacts>, number]>([
    ["database", { database: { ok: true, latencyMs: 101 } }, 10],
    ["database", { database: { ok: false, latencyMs: null } }, 100],
    ["bots", { bots: { watched: 4, offline: 1, stuck: 1, zombie: 0 } }, 20],
    ["bots", { bots: { watched: 2, offline: 2, stuck: 0, zombie: 0 } }, 40],
    ["work", { work: { n: 100, failed: 5 } }, 10],
    ["work", { work: { n: 10, failed: 9 } }, 30],
    ["dependencies", { dependencies: { down: ["redis"], degraded: ["mail"] } }, 13],
    ["dependencies", { dependencies: { down: ["a", "b", "c"], degraded: [] } }, 20],
    ["incidents", { incidents: { critical: 1, others: 1 } }, 20],
    ["incidents", { incidents: { critical: 5, others: 0 } }, 30],
    ["ingest", { commitFailures: 1 }, 10],
  ])("takes for %s of %j %d", (name, facts, penalty) => {
    expect(penaltyOf(name, facts)).toBe(penalty);
    expect(scoreOf(facts).score).toBe(100 - penalty);
  });

  it.each<[number, ScoreFacts["work"], string]>([
    [90, { n: 100, failed: 5 }, "ok"],
    [89.8, { n: 1000, failed: 51 }, "degraded"],
    [70, { n: 1, failed: 1 }, "degraded"],
  ])("of %d is told in words", (score, work, status) => {
    expect(scoreOf({ work })).toMatchObject({ score, status });
  });

  it("is critical below 60, and 0 at least", () => {
    const ill = { bots: { watched: 1, offline: 1, stuck: 0, zombie: 0 }, work: { n: 1, failed: 1 } };
    expect(scoreOf(ill)).toMatchObject({ score: 30, status: "critical" });
    expect(scoreOf({ ...ill, database: { ok: false, latencyMs: null } })).toMatchObject({ score: 0 });
  });

  it("takes nothing for what nobody measured, and says so", () => {
    const unmeasured = { work: null, dependencies: null, incidents: null };
    const { score, factors } = scoreOf(unmeasured);
    expect(score).toBe(100);
    expect(factors.filter(({ penalty }) => penalty === null).map(({ name }) => name)).toEqual([
      ...["work", "dependencies", "incidents"],
    ]);
    expect(penaltyOf("work", { work: { n: 0, failed: 0 } })).toBeNull();
  });

  it("is unknown, not green, without a bot that is watched", () => {
    expect(scoreOf({ bots: null })).toMatchObject({ score: null, status: "unknown" });
    const paused = { watched: 0, offline: 0, stuck: 0, zombie: 0 };
    expect(scoreOf({ bots: paused })).toMatchObject({ score: null, status: "unknown" });
  });
});
