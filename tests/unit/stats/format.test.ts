import { describe, expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatPercent } from "@/lib/stats/format";

describe("a duration is told in its two largest units", () => {
  test.each([
    [-5, "0ms"],
    [0, "0ms"],
    [850, "850ms"],
    [999.4, "999ms"],
    [999.6, "1s"],
    [1000, "1s"],
    [1240, "1.2s"],
    [9999, "9.9s"],
    [42_000, "42s"],
    [59_999, "59s"],
    [60_000, "1m 0s"],
    [240_000, "4m 0s"],
    [330_000, "5m 30s"],
    [3_599_999, "59m 59s"],
    [3_600_000, "1h 0m"],
    [8_100_000, "2h 15m"],
    [97_200_000, "1d 3h"],
  ])("%d ms is %s", (ms, told) => expect(formatDuration(ms)).toBe(told));
});

test("a percentage has one decimal at most, and a dash where nothing was measured", () => {
  expect([89.74, 100, 0, null].map(formatPercent)).toEqual(["89.7%", "100%", "0%", "–"]);
});

test("a count is grouped by thousands and shortened from a million on", () => {
  expect([156, 12_345, 0.25, 2_540_000, 3.21e9, null].map(formatCount)).toEqual([
    "156",
    "12,345",
    "0.3",
    "2.5M",
    "3.2B",
    "–",
  ]);
});

test("a size is told in binary units", () => {
  expect([512, 20_480, 5_242_880, 2_254_857_830, 3 * 1024 ** 4, null].map(formatBytes)).toEqual([
    "512 B",
    "20 KB",
    "5 MB",
    "2.1 GB",
    "3 TB",
    "–",
  ]);
});
