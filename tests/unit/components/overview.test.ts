import { describe, expect, it } from "vitest";
import { counted, headlineOf, listed, lookOf } from "@/components/overview/headline";
import { changeInWords, volumeSummary, volumeTable } from "@/components/overview/summaries";
import { ageInWords, trendInWords } from "@/components/queues/summaries";
import type { Dashboard, Work } from "@/lib/stats/dashboard/schema";

const hour = (from: string, count: number, previous = 0) => ({
  ...{ from, to: from, count, previous, failed: 0, avg_ms: null },
});
const work = (hours: Work["hours"], change: number | null): Work => ({
  last_24h: hours.reduce((sum, each) => sum + each.count, 0),
  previous_24h: hours.reduce((sum, each) => sum + each.previous, 0),
  change_percent: change,
  ...{ last_hour: 0, per_hour: 0, failed_24h: 0, cancelled_24h: 0, success_rate: null, previous_success_rate: null },
  ...{ avg_ms: null, previous_avg_ms: null, p50_ms: null, p95_ms: null },
  hours,
});

const state = (more: { down?: string[]; degraded?: string[]; stuck?: number; failing?: number; slow?: boolean }) => {
  const { down = [], degraded = [], stuck = 0, failing = 0 } = more;
  return {
    database: { status: more.slow ? "degraded" : "ok" },
    dependencies: [
      ...down.map((component) => ({ component, status: "down" })),
      ...degraded.map((component) => ({ component, status: "degraded" })),
      { component: "well", status: "up" },
    ],
    attention: { total: stuck + failing, by_problem: { stuck, failing, offline: 0, zombie: 0 } },
    fleet: { bots: { total: 12 } },
  } as unknown as Dashboard;
};

describe("the headline of the overview", () => {
  it("says that all is well, or in words what is not", () => {
    expect(headlineOf(state({}))).toMatchObject({
      word: "all well",
      tone: "ok",
      text: "12 bots, none of which needs attention.",
    });
    expect(headlineOf(state({ degraded: ["mail"], failing: 1 }))).toMatchObject({
      tone: "warn",
      text: "Mail is degraded; 1 bot needs attention.",
    });
    expect(headlineOf(state({ down: ["a", "b"], slow: true, stuck: 3 }))).toMatchObject({
      tone: "bad",
      text: "Rollcall's database is slow; a and b are down; 3 bots need attention.",
    });
  });

  it("tells of the alerts that wait for somebody before all else, not of those that only inform", () => {
    expect(headlineOf(state({ failing: 1 }), { critical: 1, warning: 2 })).toMatchObject({
      tone: "bad",
      text: "1 critical and 2 warning alerts fire; 1 bot needs attention.",
    });
    expect(headlineOf(state({}), { warning: 1 })).toMatchObject({ tone: "warn", text: "1 warning alert fires." });
    expect(headlineOf(state({}), { info: 3 })).toMatchObject({ tone: "ok", word: "all well" });
  });

  it("lists three names at most", () => {
    expect([["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]].map(listed)).toEqual([
      "a",
      "a and b",
      "a, b and c",
      "a, b and 2 more",
    ]);
    expect([counted(1, "bot"), counted(1200, "bot")]).toEqual(["1 bot", "1,200 bots"]);
  });

  it("never shows as well what nobody has checked", () => {
    expect(lookOf("unknown")).toMatchObject({ tone: "neutral", word: "not checked" });
  });
});

describe("the volume of the overview", () => {
  it("is told against the day before, with its busiest hour", () => {
    const told = work([hour("2026-11-22T09:00:00Z", 3, 4), hour("2026-11-22T10:00:00Z", 9, 4)], 50);
    expect(volumeSummary(told, "message")).toBe(
      "12 messages in the last 24 hours, 50% more than the 24 h before; most at 22 Nov 10:00 UTC with 9.",
    );
    expect(volumeTable(told).rows).toEqual([
      ["22 Nov 10:00", "9", "4", "0", "–"],
      ["22 Nov 09:00", "3", "4", "0", "–"],
    ]);
  });

  it("is told where there was none, now or before", () => {
    expect(volumeSummary(work([hour("2026-11-22T09:00:00Z", 0)], null), "job")).toBe("No job in the last 48 hours.");
    expect(volumeSummary(work([hour("2026-11-22T09:00:00Z", 0, 8)], -100), "job")).toBe(
      "0 jobs in the last 24 hours, 100% less than the 24 h before (8).",
    );
    expect(changeInWords(null).words).toBe("none in the 24 h before");
    expect(changeInWords(0)).toEqual({ arrow: "→", words: "as many as in the 24 h before" });
  });
});

describe("a queue in words", () => {
  it("tells an age in seconds and a course in a line", () => {
    expect([null, 0, 0.4, 75].map(ageInWords)).toEqual(["–", "0s", "0s", "1m 15s"]);
    const trend = [null, 4, 9, 2].map((pending) => ({ hour: "2026-11-22T09:00:00Z", pending }));
    expect(trendInWords({ queue: "mails", trend })).toBe(
      "mails: 2 to 9 pending by the hour over the last 24 hours, 2 at the end",
    );
    expect(trendInWords({ queue: "mails", trend: trend.slice(0, 1) })).toBe("mails: not sampled in the last 24 hours");
  });
});
