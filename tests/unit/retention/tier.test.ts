import { describe, expect, it } from "vitest";
import { parseEnv } from "@/lib/env";
import { cutoffsOf } from "@/lib/retention/tier";

const at = (instant: string, env: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(cutoffsOf(parseEnv(env), new Date(instant))).map(([tier, cutoff]) => [
      tier,
      cutoff?.toISOString() ?? null,
    ]),
  );

describe("the cutoffs of the tiers", () => {
  it("are the beginnings of the oldest buckets that are kept, in UTC", () => {
    expect(at("2026-11-22T10:34:56.789Z")).toEqual({
      raw: "2026-11-15T10:34:56.789Z",
      minute: "2026-11-15T10:34:00.000Z",
      hour: "2026-08-24T10:00:00.000Z",
      day: "2024-11-22T00:00:00.000Z",
      month: null,
    });
  });

  it("follow the environment, parts of days too", () => {
    const env = { RETENTION_RAW_DAYS: "0.5", RETENTION_HOURLY_DAYS: "1", RETENTION_DAILY_DAYS: "2" };
    expect(at("2026-11-22T10:34:56Z", env)).toMatchObject({
      raw: "2026-11-21T22:34:56.000Z",
      hour: "2026-11-21T10:00:00.000Z",
      day: "2026-11-20T00:00:00.000Z",
    });
  });

  it("count months by the calendar, back over the new year", () => {
    expect(at("2026-03-31T23:59:59Z", { RETENTION_MONTHLY_MONTHS: "1" }).month).toBe("2026-02-01T00:00:00.000Z");
    expect(at("2026-01-15T00:00:00Z", { RETENTION_MONTHLY_MONTHS: "13" }).month).toBe("2024-12-01T00:00:00.000Z");
  });
});
