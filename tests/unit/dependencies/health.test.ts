import { describe, expect, it } from "vitest";
import { dependenciesOf, statusOf } from "@/lib/dependencies/health";
import type { DependencyCheck } from "@/lib/dependencies/store";

const NOW = new Date("2026-11-22T10:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const check = (
  botId: string,
  status: string,
  minutes: number,
  more: Partial<DependencyCheck> = {},
): DependencyCheck => ({
  ...{ botId, component: "mail", status, latencyMs: null, detail: null },
  ...{ checkedAt: ago(minutes), receivedAt: ago(minutes), changedAt: ago(minutes + 10) },
  ...more,
});

describe("the health of a component", () => {
  it("is what was said of it in the last hour, and unknown after that, whatever it was", () => {
    expect(statusOf({ status: "down", receivedAt: ago(60) }, NOW)).toBe("down");
    expect(statusOf({ status: "up", receivedAt: ago(61) }, NOW)).toBe("unknown");
    expect(statusOf({ status: "down", receivedAt: ago(61) }, NOW)).toBe("unknown");
  });

  it("is the worst that a bot says now, not what one said long ago", () => {
    const [mail] = dependenciesOf(
      [check("a", "up", 1), check("b", "degraded", 2), check("c", "down", 90)],
      new Map(),
      NOW,
    );
    expect(mail).toMatchObject({
      status: "degraded",
      since: "2026-11-22T09:48:00Z",
      checked_at: "2026-11-22T09:59:00Z",
      bots: { up: 1, degraded: 1, down: 0, unknown: 1 },
      availability_24h: null,
    });
    expect(mail!.checks.map(({ bot_id }) => bot_id)).toEqual(["b", "c", "a"]);
  });

  it("is since the first of the bots that say so", () => {
    const [mail] = dependenciesOf([check("a", "down", 1), check("b", "down", 2)], new Map(), NOW);
    expect(mail!.since).toBe("2026-11-22T09:48:00Z");
  });

  it("is unknown since the last check where there is no fresh one, and stands after the faults, before what is well", () => {
    const found = dependenciesOf(
      [check("a", "up", 1, { component: "well" }), check("a", "up", 120, { component: "gone" }), check("a", "down", 1)],
      new Map(),
      NOW,
    );
    expect(found.map(({ component, status, since }) => [component, status, since])).toEqual([
      ["mail", "down", "2026-11-22T09:49:00Z"],
      ["gone", "unknown", "2026-11-22T08:00:00Z"],
      ["well", "up", "2026-11-22T09:49:00Z"],
    ]);
  });

  it("names twenty bots, the worst first, and counts all", () => {
    const many = Array.from({ length: 30 }, (_, n) => check(`bot-${n}`, n === 29 ? "down" : "up", 1));
    const [mail] = dependenciesOf(many, new Map([["mail", { checks: 3, down: 1, degraded: 0 }]]), NOW);
    expect(mail!.checks).toHaveLength(20);
    expect(mail!.checks[0]!.bot_id).toBe("bot-29");
    expect(mail).toMatchObject({ bots: { up: 29, down: 1 }, availability_24h: 66.66 });
  });
});
