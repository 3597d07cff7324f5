import { expect, test } from "vitest";
import { formatAgo, formatDay, formatHour, formatUtc } from "@/components/ui/relative";

test.each([
  [0, 400, "just now"],
  [0, 12_000, "12s ago"],
  [0, 330_000, "5m ago"],
  [0, 7_300_000, "2h ago"],
  [0, 90_000_000, "1d ago"],
  [3000, 0, "just now"],
  [330_000, 0, "in 5m"],
])("what was at %d is, at %d, %s", (at, now, told) => expect(formatAgo(at, now)).toBe(told));

test("instants, hours and days are told in UTC", () => {
  expect(formatUtc("2026-11-22T03:26:08.123Z")).toBe("2026-11-22 03:26:08 UTC");
  expect(formatHour("2026-11-22T02:00:00Z")).toBe("22 Nov 02:00");
  expect(formatDay("2026-11-22T02:00:00Z")).toBe("22 Nov");
});
