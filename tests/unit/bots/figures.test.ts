import { describe, expect, it } from "vitest";
import { figuresOf } from "@/lib/bots/figures";

const NOW = new Date("2026-03-02T12:30:00Z");
const hour = (iso: string, ended: number, failed = 0, cancelled = 0) => ({
  ...{ botId: "b", hour: Date.parse(iso), ended, failed, cancelled },
});
const LONG_AGO = new Date("2026-01-01T00:00:00Z");
const figures = (counts: ReturnType<typeof hour>[], firstSeen = LONG_AGO) =>
  figuresOf(counts, undefined, firstSeen, NOW);

describe("a bot's figures in the list", () => {
  it("are of the hours that 24 hours touch, the open one included", () => {
    const found = figures([hour("2026-03-01T12:00:00Z", 10, 5), hour("2026-03-02T12:00:00Z", 10, 0, 2)]);
    expect(found).toMatchObject({ success_rate: 72.2, error_rate: 27.8 });
    expect(found.throughput_per_hour).toBe(0.8);
  });

  it("are unknown, not 0, without jobs", () => {
    expect(figures([])).toMatchObject({
      success_rate: null,
      error_rate: null,
      p95_duration_ms: null,
      throughput_per_hour: 0,
    });
    expect(figures([hour("2026-03-02T12:00:00Z", 2, 0, 2)])).toMatchObject({ success_rate: null });
  });

  it("give a new bot the throughput of the time that it is known, of an hour at least", () => {
    const jobs = [hour("2026-03-02T12:00:00Z", 12)];
    expect(figures(jobs, new Date("2026-03-02T12:20:00Z")).throughput_per_hour).toBe(12);
    expect(figures(jobs, new Date("2026-03-02T08:30:00Z")).throughput_per_hour).toBe(3);
  });

  it("count the hours since the first job of a bot that reported its past at once", () => {
    const past = [hour("2026-03-02T02:00:00Z", 21)];
    expect(figures(past, new Date("2026-03-02T12:29:00Z")).throughput_per_hour).toBe(2);
  });

  it("show the last 24 hours as a strip, the open one last", () => {
    const { tracker } = figures([hour("2026-03-01T12:00:00Z", 1), hour("2026-03-02T12:00:00Z", 4, 1, 1)]);
    expect(tracker).toHaveLength(24);
    expect(tracker[0]).toEqual({ hour: "2026-03-01T13:00:00Z", total: 0, succeeded: 0, failed: 0 });
    expect(tracker[23]).toEqual({ hour: "2026-03-02T12:00:00Z", total: 4, succeeded: 2, failed: 1 });
  });
});
