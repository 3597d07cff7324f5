import { expect, it } from "vitest";
import { createIds } from "@/lib/client/id";

it("makes 26 characters that ascend, a hundred thousand of them all different", () => {
  const next = createIds();
  const ids = Array.from({ length: 100_000 }, () => next());
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
});

it("ascends even when the clock goes an hour back", () => {
  let now = Date.parse("2026-11-22T10:00:00Z");
  const next = createIds(() => now);
  const before = next();
  now -= 3_600_000;
  expect(next() > before).toBe(true);
});
