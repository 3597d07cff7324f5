import { describe, expect, it } from "vitest";
import { backtest } from "@/lib/alerts/backtest";
import type { Condition } from "@/lib/alerts/evaluate";
import { spansOf } from "@/lib/alerts/history/span";
import { LEVELS, levelCourse, runningCourse, silenceCourse } from "@/lib/alerts/history/states";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const condition = (changes: Partial<Condition> = {}): Condition => ({
  ...{ operator: ">", threshold: 10, forMs: 0, keepFiringMs: 0, noData: "ok", error: "keep" },
  ...changes,
});
const every = (stepMs: number, values: (number | null)[]) =>
  values.map((value, n) => ({ at: (n + 1) * stepMs, value }));
const firings = (changes: Partial<Condition>, stepMs: number, values: (number | null)[]) =>
  backtest(condition(changes), every(stepMs, values)).map(({ firedAt, resolvedAt, worst }) => [
    firedAt / MINUTE,
    resolvedAt && resolvedAt / MINUTE,
    worst,
  ]);

describe("a backtest", () => {
  it("fires at a breach, resolves when it is over, and knows the worst value", () => {
    expect(firings({}, MINUTE, [5, 12, 30, 11, 10])).toEqual([[2, 5, 30]]);
    expect(firings({ operator: "<" }, MINUTE, [15, 9, 3, 12, 9])).toEqual([
      [2, 4, 3],
      [5, null, 9],
    ]);
  });

  it("waits for the delay, also where it runs out between two points", () => {
    expect(firings({ forMs: 1.5 * MINUTE }, MINUTE, [12, 12, 12, 5])).toEqual([[2.5, 4, 12]]);
    expect(firings({ forMs: 2 * MINUTE }, MINUTE, [12, 12, 5, 12, 12, 12])).toEqual([[6, null, 12]]);
    expect(firings({ forMs: 5 * MINUTE }, HOUR, [12, 5])).toEqual([[65, 120, 12]]);
  });

  it("is one firing where a breach comes back before the firing ends", () => {
    expect(firings({ keepFiringMs: 3 * MINUTE }, MINUTE, [12, 5, 12, 5, 5, 5, 5, 5])).toEqual([[1, 7, 12]]);
    expect(firings({ keepFiringMs: 90_000 }, HOUR, [12, 5, 12, 5])).toEqual([
      [60, 121.5, 12],
      [180, null, 12],
    ]);
  });

  it("judges a lack of data as the rule says, and nothing before the first value", () => {
    expect(firings({ noData: "alert" }, MINUTE, [null, null, 5, null, null, 5])).toEqual([[4, 6, null]]);
    expect(firings({ noData: "keep" }, MINUTE, [12, null, null, 5])).toEqual([[1, 4, 12]]);
    expect(firings({ noData: "alert" }, MINUTE, [null, null])).toEqual([]);
  });
});

describe("the past of a state", () => {
  it("counts silence from the end of the last step with a sign of life", () => {
    const heard = [false, true, false, false, true];
    const ends = heard.map((_, n) => (n + 1) * MINUTE);
    expect(silenceCourse((step) => heard[step]!, ends, 0)).toEqual([null, 0, 60, 120, 0]);
    expect(silenceCourse((step) => heard[step]!, ends, MINUTE)).toEqual([null, 0, 0, 60, 0]);
  });

  it("tells the run under way at the end of each step", () => {
    const ends = [1, 2, 3, 4].map((n) => n * MINUTE);
    const runs = [{ botId: "press", startedAt: 0.5 * MINUTE, endedAt: 3 * MINUTE }];
    expect(runningCourse(runs, ends)).toEqual([30, 90, 0, 0]);
  });

  it("keeps a level while it is fresh", () => {
    const ends = Array.from({ length: 8 }, (_, n) => (n + 1) * MINUTE);
    const course = levelCourse(
      { ...LEVELS["queue.pending"], of: () => 7 },
      (step) => (step === 1 ? ({} as never) : undefined),
      ends,
      {
        grain: "minute",
      },
    );
    expect(course).toEqual([null, 7, 7, 7, 7, 7, 7, null]);
  });
});

describe("the spans of a rule's past", () => {
  const now = new Date("2026-03-02T12:20:30Z");
  const reach = { days: 30, minuteDays: 7, hourlyDays: 90 };
  const told = (metric: Parameters<typeof spansOf>[0]["metric"], window_seconds: number) =>
    spansOf({ metric, window_seconds }, reach, now).map(({ grain, from, to, stepMs }) => ({
      ...{ grain, step: stepMs / MINUTE, steps: (to - from) / stepMs },
      days: Math.round((now.getTime() - from) / (24 * HOUR)),
    }));

  it("are hours for windows of an hour and more", () => {
    expect(told("job.success_rate", 3600)).toEqual([{ grain: "hour", step: 60, steps: 721, days: 30 }]);
    expect(told("job.success_rate", 86_400)).toEqual([{ grain: "hour", step: 120, steps: 361, days: 30 }]);
  });

  it("are minutes as far as they are kept, and hours before, one after the other", () => {
    const [before, after] = spansOf({ metric: "queue.pending", window_seconds: 3600 }, reach, now);
    expect(before!.to).toBeLessThanOrEqual(after!.from);
    expect(after!.from - before!.to).toBeLessThan(HOUR);
    expect(told("queue.pending", 3600)).toMatchObject([{ grain: "hour" }, { grain: "minute", step: 1, days: 7 }]);
  });

  it("are minutes alone for sums of a short window, and none where no past is kept", () => {
    expect(told("job.failed", 600)).toMatchObject([{ grain: "minute", step: 1, days: 7 }]);
    expect(told("bot.zombie", 600)).toEqual([]);
  });
});
