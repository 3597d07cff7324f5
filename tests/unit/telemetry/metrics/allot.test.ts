import { describe, expect, it } from "vitest";
import { type Allotted, allot, MAX_BOTS, OTHER } from "@/lib/telemetry/metrics/allot";

const crowd = (n: number, series = { core: 2, detail: 10 }): Allotted[] =>
  Array.from({ length: n }, (_, at) => ({ id: `bot-${at}`, ...series }));
const told = (bots: Allotted[], budget: number) => {
  const details = [...allot(bots, budget).values()];
  return (["all", "core", "none"] as const).map((detail) => details.filter((each) => each === detail).length);
};

describe("labels", () => {
  it("go to all bots in full where the budget has room", () => expect(told(crowd(10), 1000)).toEqual([10, 0, 0]));

  it("go to 1,000 bots at most, and in full to the first of them", () => {
    expect(told(crowd(1500), 3000)).toEqual([100, 900, 500]);
    expect(allot(crowd(1500), 3000).get("bot-99")).toBe("all");
    expect(allot(crowd(1500), 3000).get("bot-100")).toBe("core");
    expect(allot(crowd(1500), 3000).get(`bot-${MAX_BOTS}`)).toBe("none");
  });

  it("never go to more series than the budget has", () => {
    for (const budget of [0, 1, 7, 20, 199, 200, 5000]) {
      const [all = 0, core = 0] = told(crowd(100), budget);
      expect(all * 12 + core * 2).toBeLessThanOrEqual(budget);
    }
  });

  it("only ever go to the rest when newcomers come, never from it to another bot", () => {
    const ranks = ["none", "core", "all"];
    for (const newcomers of [1, 10, 100, 1000]) {
      const before = allot(crowd(50), 300);
      const after = allot([...crowd(50), ...crowd(50 + newcomers).slice(50)], 300);
      for (const [id, detail] of before) {
        expect(ranks.indexOf(after.get(id) ?? "")).toBeLessThanOrEqual(ranks.indexOf(detail));
      }
    }
  });

  it("are not to be had by a bot that is called as the rest is", () => {
    expect(allot([{ id: OTHER, core: 1, detail: 1 }], 100).get(OTHER)).toBe("none");
  });
});
