import { describe, expect, it } from "vitest";
import { spansOf, windowAt } from "@/lib/stats/dashboard/window";
import { changePercent } from "@/lib/stats/dashboard/work";

const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe("the window of the dashboard", () => {
  it("is 24 hours up to the end of the open minute, and the 24 before", () => {
    const { previousFrom, from, to } = windowAt(new Date("2026-11-22T10:37:20Z"));
    expect([previousFrom, from, to].map(iso)).toEqual([
      "2026-11-20T10:38:00.000Z",
      "2026-11-21T10:38:00.000Z",
      "2026-11-22T10:38:00.000Z",
    ]);
  });

  it.each(["2026-11-22T10:37:20Z", "2026-11-22T10:59:59.999Z", "2026-11-22T11:00:00Z", "2026-02-28T23:59:00Z"])(
    "is cut at the hours without gap or overlap at %s",
    (now) => {
      const window = windowAt(new Date(now));
      const spans = spansOf(window);
      expect(spans[0]!.from).toBe(window.from);
      expect(spans.at(-1)!.to).toBe(window.to);
      for (const [index, { from, to }] of spans.entries()) {
        expect(to).toBeGreaterThan(from);
        if (index > 0) expect([from, from % HOUR_MS]).toEqual([spans[index - 1]!.to, 0]);
      }
      expect(spans).toHaveLength(window.to % HOUR_MS === 0 ? 24 : 25);
    },
  );

  it("tells a change in per cent, and none where there was nothing before", () => {
    expect([changePercent(150, 100), changePercent(0, 100), changePercent(2, 3), changePercent(5, 0)]).toEqual([
      50,
      -100,
      -33.3,
      null,
    ]);
  });
});
