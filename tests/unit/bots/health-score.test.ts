import { expect, it } from "vitest";
import { type HealthFacts, healthScore } from "@/lib/bots/health-score";

it.each<[Partial<HealthFacts>, number | null]>([
  [{}, 100],
  [{ status: "idle", successRate: null }, 100],
  [{ successRate: 95 }, 90],
  [{ successRate: 0 }, 50],
  [{ withinTarget: 80 }, 90],
  [{ withinTarget: 0 }, 80],
  [{ status: "stuck", withinTarget: 80 }, 40],
  [{ status: "zombie" }, 60],
  [{ status: "stuck", successRate: 0, withinTarget: 0 }, 0],
  [{ status: "offline" }, 0],
  [{ status: "paused", successRate: 10 }, null],
])("a bot of %j scores %s", (facts, score) => {
  expect(healthScore({ status: "busy", successRate: 100, withinTarget: null, ...facts })).toBe(score);
});
