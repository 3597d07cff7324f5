import { describe, expect, it } from "vitest";
import { quietHoursSchema, quietUntil } from "@/lib/notify/quiet-hours";

const until = (quiet: object, at: string) =>
  quietUntil(quietHoursSchema.parse({ time_zone: "UTC", from: "22:00", to: "07:00", ...quiet }), new Date(at))
    ?.toISOString()
    .replace(".000Z", "Z") ?? null;

describe("quiet hours", () => {
  it("reach over midnight", () => {
    expect(until({}, "2026-11-23T21:59:59Z")).toBeNull();
    expect(until({}, "2026-11-23T22:00:00Z")).toBe("2026-11-24T07:00:00Z");
    expect(until({}, "2026-11-24T06:59:59Z")).toBe("2026-11-24T07:00:00Z");
    expect(until({}, "2026-11-24T07:00:00Z")).toBeNull();
  });

  it("belong to the day on which they begin", () => {
    // 2026-11-27 is a Friday.
    expect(until({ days: ["fri"] }, "2026-11-28T03:00:00Z")).toBe("2026-11-28T07:00:00Z");
    expect(until({ days: ["fri"] }, "2026-11-27T03:00:00Z")).toBeNull();
    expect(until({ days: ["fri"] }, "2026-11-28T23:00:00Z")).toBeNull();
  });

  it("may lie within a day", () => {
    expect(until({ from: "12:00", to: "13:30" }, "2026-11-23T12:15:30Z")).toBe("2026-11-23T13:30:00Z");
    expect(until({ from: "12:00", to: "13:30" }, "2026-11-23T13:30:00Z")).toBeNull();
  });

  it("go by the clocks of their zone, through the night in which those change", () => {
    const quiet = { time_zone: "Europe/Berlin" };
    expect(until(quiet, "2026-07-01T20:30:00Z")).toBe("2026-07-02T05:00:00Z");
    expect(until(quiet, "2026-10-24T21:00:00Z")).toBe("2026-10-25T06:00:00Z");
    expect(until(quiet, "2026-03-28T22:00:00Z")).toBe("2026-03-29T05:00:00Z");
  });

  it("that follow on each other end with the last", () => {
    const weekend = { from: "00:00", to: "00:00", days: ["sat", "sun"] };
    expect(until(weekend, "2026-11-28T10:00:00Z")).toBe("2026-11-30T00:00:00Z");
    expect(until(weekend, "2026-11-30T00:00:00Z")).toBeNull();
  });

  it("that never end hold nothing for more than a week or so", () => {
    const held = until({ from: "00:00", to: "00:00" }, "2026-11-23T10:00:00Z");
    expect(Date.parse(held!)).toBeLessThanOrEqual(Date.parse("2026-12-01T00:00:00Z"));
  });
});
