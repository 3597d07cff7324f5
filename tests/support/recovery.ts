import { expect } from "vitest";
import { median } from "../bench/support/report";

/** The time within which Rollcall is at work again after a blow. */
const RECOVERED_WITHIN_MS = 10_000;
/** What a machine that stands still for a while may add to one of many. */
const LONGEST_MS = 40_000;

/** Checks that one recovered in time as a rule, and each at all. @param times in ms */
export function expectPromptRecovery(times: readonly number[], after = "the blows"): void {
  expect(median(times), `median ms to recover after ${after}: ${times.map(Math.round).join(" ")}`).toBeLessThan(
    RECOVERED_WITHIN_MS,
  );
  expect(Math.max(...times), `most ms to recover after ${after}`).toBeLessThan(LONGEST_MS);
}
