import { describe, expect, it } from "vitest";
import {
  contractChangeSchema,
  contractFaults,
  contractOf,
  DEFAULT_CONTRACT,
  durationBreaches,
  failureBreach,
} from "@/lib/bots/contract";
import { columnsOf } from "@/lib/bots/contract-columns";

const held = (more: Partial<typeof DEFAULT_CONTRACT>) => ({ ...DEFAULT_CONTRACT, ...more });
const rules = (breaches: { rule: string }[]) => breaches.map(({ rule }) => rule);

describe("a contract", () => {
  it("has defaults where nothing is stored, and 0 is no nothing", () => {
    const nothing = Object.fromEntries(Object.keys(DEFAULT_CONTRACT).map((field) => [field, null]));
    expect(contractOf(nothing as never)).toEqual(DEFAULT_CONTRACT);
    expect(contractOf({ ...nothing, heartbeat_grace_seconds: 0, min_run_seconds: 0 } as never)).toEqual(
      held({ heartbeat_grace_seconds: 0, min_run_seconds: 0 }),
    );
  });

  it("is changed field by field; null brings the default back, what is left out stays", () => {
    const change = contractChangeSchema.parse({ max_run_seconds: null, target_duration_ms: 5000 });
    expect(columnsOf(change)).toEqual({ maxRunSeconds: null, targetDurationMs: 5000 });
  });

  it("refuses what it does not know and what no contract can be", () => {
    for (const change of [{ max_run: 5 }, { max_run_seconds: 0 }, { max_run_seconds: 1.5 }, { max_run_seconds: "5" }]) {
      expect(contractChangeSchema.safeParse(change).success).toBe(false);
    }
  });

  it("must not contradict itself", () => {
    const paths = (more: Partial<typeof DEFAULT_CONTRACT>) => contractFaults(held(more)).map(({ path }) => path);
    expect(paths({})).toEqual([]);
    expect(paths({ max_failures: 2, failure_window: 5, min_run_seconds: 600 })).toEqual([]);
    expect(paths({ max_failures: 5, failure_window: 5 })).toEqual(["contract.max_failures"]);
    expect(paths({ max_failures: 5 })).toEqual(["contract.max_failures"]);
    expect(paths({ min_run_seconds: 601 })).toEqual(["contract.min_run_seconds"]);
  });

  it("is broken by runs that take too long or are too short to be true", () => {
    const contract = held({ target_duration_ms: 60_000, min_run_seconds: 2 });
    expect(rules(durationBreaches(contract, 60_000))).toEqual([]);
    expect(durationBreaches(contract, 61_000)).toEqual([
      { rule: "target_duration", reason: "It took 1m 1s; the target is 1m 0s." },
    ]);
    expect(rules(durationBreaches(contract, 600_001))).toEqual(["target_duration", "max_run"]);
    expect(rules(durationBreaches(contract, 1999))).toEqual(["min_run"]);
    expect(rules(durationBreaches(DEFAULT_CONTRACT, 1))).toEqual([]);
  });

  it("is broken by more than N failures among the last M", () => {
    const contract = held({ max_failures: 1, failure_window: 3 });
    expect(failureBreach(contract, ["failed", "succeeded", "cancelled", "failed"])).toBeNull();
    expect(failureBreach(contract, ["failed", "succeeded", "failed"])).toEqual({
      rule: "max_failures",
      reason: "2 of the last 3 failed; 1 are allowed.",
    });
    expect(failureBreach(DEFAULT_CONTRACT, ["failed", "failed"])).toBeNull();
  });
});
