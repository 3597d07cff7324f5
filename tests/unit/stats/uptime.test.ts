import { describe, expect, it } from "vitest";
import { parseStatsRange } from "@/lib/stats/range";
import { startsOf, stepsOf } from "@/lib/stats/steps";
import { type UptimeFacts, uptimeOf } from "@/lib/stats/uptime/uptime";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = (time: string) => Date.parse(`2026-11-22T${time}:00Z`);

/** From 10:00 to 11:00, asked at 11:30, of a bot of 30 s + 90 s that has long been known. */
function facts(given: Partial<UptimeFacts> = {}): UptimeFacts {
  return {
    steps: { from: at("10:00"), to: at("11:00"), stepMs: 15 * MINUTE_MS, grain: "minute" },
    ...{ from: at("10:00"), to: at("11:00"), firstSeenAt: at("00:00"), now: at("11:30"), holdsMs: 120_000, heard: [] },
    ...given,
  };
}

function totalOf(given: UptimeFacts) {
  const steps = uptimeOf(given);
  const sum = (name: "expected" | "up") => steps.reduce((total, step) => total + step[name], 0);
  return { expected: sum("expected"), up: sum("up") };
}

const minutes = (from: string, count: number) => Array.from({ length: count }, (_, n) => at(from) + n * MINUTE_MS);

describe("uptime by minutes", () => {
  it("is every minute with a heartbeat, and those that the last one still holds", () => {
    const heard = [...minutes("10:00", 10), ...minutes("10:20", 40)];
    expect(totalOf(facts({ heard }))).toEqual({ expected: 60, up: 52 });
  });

  it("tells each step for itself", () => {
    const steps = uptimeOf(facts({ heard: [...minutes("10:00", 30)] }));
    expect(steps.map(({ expected, up }) => [expected, up])).toEqual([
      [15, 15],
      [15, 15],
      [15, 2],
      [15, 0],
    ]);
  });

  it("expects nothing before the bot was first seen", () => {
    const heard = minutes("10:40", 20);
    expect(totalOf(facts({ heard, firstSeenAt: at("10:40") + 30_000 }))).toEqual({ expected: 20, up: 20 });
  });

  it("counts the open minute once a heartbeat is in it, and nothing after it", () => {
    const open = { now: at("10:10") + 5000, heard: minutes("10:00", 8), holdsMs: 30_000 };
    expect(totalOf(facts(open))).toEqual({ expected: 10, up: 8 });
    expect(totalOf(facts({ ...open, heard: [...open.heard, at("10:10")] }))).toEqual({ expected: 11, up: 9 });
  });

  it("lets a heartbeat from before the period hold into it", () => {
    expect(totalOf(facts({ heard: [at("09:59")] }))).toEqual({ expected: 60, up: 2 });
  });

  it("is whole for a bot that reports each hour and keeps to it", () => {
    const heard = [at("09:10"), at("10:12")];
    expect(totalOf(facts({ heard, holdsMs: 70 * MINUTE_MS }))).toEqual({ expected: 60, up: 60 });
  });
});

describe("uptime by hours", () => {
  it("is every hour with a heartbeat", () => {
    const steps = { from: at("00:00"), to: at("12:00"), stepMs: HOUR_MS, grain: "hour" } as const;
    const heard = ["03:00", "04:00", "06:00"].map(at);
    const given = {
      ...{ steps, from: at("00:00"), to: at("12:00"), heard },
      firstSeenAt: at("02:30"),
      now: at("08:20"),
    };
    expect(totalOf(facts(given))).toEqual({ expected: 6, up: 3 });
  });
});

describe("the steps of a period", () => {
  const now = new Date("2026-11-22T10:20:00Z");
  const of = (hours: number, minuteDays = 7) =>
    stepsOf(parseStatsRange({ hours: String(hours) }, now), now, minuteDays);

  it.each([
    [24, 15 * MINUTE_MS, "minute"],
    [168, HOUR_MS, "hour"],
    [720, 6 * HOUR_MS, "hour"],
    [2160, 24 * HOUR_MS, "hour"],
  ])("are for %d hours of %d ms", (hours, stepMs, grain) => expect(of(hours)).toMatchObject({ stepMs, grain }));

  it("are hours where minutes are no longer kept", () => {
    expect(of(40, 1)).toMatchObject({ stepMs: HOUR_MS, grain: "hour" });
  });

  it("begin with a whole step and end with the one under way", () => {
    const steps = of(720);
    const starts = startsOf(steps, now);
    expect(new Date(starts[0]!).toISOString()).toBe("2026-10-23T06:00:00.000Z");
    expect(new Date(starts.at(-1)!).toISOString()).toBe("2026-11-22T06:00:00.000Z");
    expect(starts).toHaveLength(121);
  });
});
