import { describe, expect, it } from "vitest";
import { parseStatsRange, type RangeSearch } from "@/lib/stats/range";

const NOW = new Date("2026-03-02T10:30:00Z");
const range = (search: RangeSearch, now = NOW) => {
  const { periodHours, from, to, shiftMs } = parseStatsRange(search, now);
  return [periodHours, from.toISOString().slice(0, 16), to.toISOString().slice(0, 16), shiftMs / 60_000];
};
const faultsOf = (search: RangeSearch) => {
  try {
    parseStatsRange(search, NOW);
    return [];
  } catch (error) {
    const { status, extra } = error as { status: number; extra: { errors: { path: string }[] } };
    return [status, ...extra.errors.map(({ path }) => path)];
  }
};

describe("a period", () => {
  it("is the last 24 hours where nothing is said, and covers every hour it touches", () => {
    expect(range({})).toEqual([24, "2026-03-01T10:00", "2026-03-02T11:00", 0]);
    expect(range({ hours: "1" })).toEqual([1, "2026-03-02T09:00", "2026-03-02T11:00", 0]);
    expect(range({ hours: "2160" })).toEqual([2160, "2025-12-02T10:00", "2026-03-02T11:00", 0]);
  });

  it("has exactly its hours on the hour", () => {
    expect(range({ hours: "2" }, new Date("2026-03-02T10:00:00Z"))).toEqual([
      2,
      "2026-03-02T08:00",
      "2026-03-02T10:00",
      0,
    ]);
    expect(range({ from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z" })).toEqual([
      ...[24, "2026-03-01T00:00", "2026-03-02T00:00", 0],
    ]);
  });

  it("may be named by its ends, in any offset; without an end it ends now", () => {
    expect(range({ from: "2026-03-01T01:30:00+01:00", to: "2026-03-01T03:00:00.001+01:00" })).toEqual([
      ...[1.5, "2026-03-01T00:00", "2026-03-01T03:00", 0],
    ]);
    expect(range({ from: "2026-03-02T10:29:00Z" })).toEqual([0.017, "2026-03-02T10:00", "2026-03-02T11:00", 0]);
  });

  it("answers 400 and says what is at fault", () => {
    for (const hours of ["0", "2161", "1.5", "-1", "x", "1e3", "0x10"])
      expect(faultsOf({ hours })).toEqual([400, "hours"]);
    const from = "2026-03-01T00:00:00Z";
    expect(faultsOf({ to: from })).toEqual([400, "from"]);
    expect(faultsOf({ from, to: from })).toEqual([400, "from"]);
    expect(faultsOf({ from: "2025-11-01T00:00:00Z", to: from })).toEqual([400, "from"]);
    expect(faultsOf({ from, hours: "3" })).toEqual([400, "hours"]);
    expect(faultsOf({ from: "yesterday", to: "2026-13-01T00:00:00Z" })).toEqual([400, "from", "to"]);
    expect(faultsOf({ from: "2026-03-01", to: "9999-12-31T23:00:00Z" })).toEqual([400, "from", "to"]);
    expect(faultsOf({ tz: "Mars/Olympus" })).toEqual([400, "tz"]);
  });
});

describe("a time zone", () => {
  it("of whole hours changes nothing", () => {
    for (const tz of ["UTC", "Europe/Berlin", "America/New_York"])
      expect(range({ hours: "2", tz })).toEqual(range({ hours: "2" }));
  });

  it("of half and quarter hours has hours of its own", () => {
    expect(range({ hours: "2", tz: "Asia/Kolkata" })).toEqual([2, "2026-03-02T08:30", "2026-03-02T10:30", 30]);
    expect(range({ hours: "2", tz: "Asia/Kathmandu" })).toEqual([2, "2026-03-02T08:15", "2026-03-02T11:15", 15]);
  });

  it("keeps to hours of UTC where the minutes are no longer kept", () => {
    expect(range({ hours: "200", tz: "Asia/Kolkata" })[3]).toBe(0);
    expect(parseStatsRange({ hours: "200", tz: "Asia/Kolkata" }, NOW, 10).shiftMs).toBe(1_800_000);
  });
});
