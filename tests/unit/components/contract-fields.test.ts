import { describe, expect, test } from "vitest";
import { changeOf, formOf } from "@/components/bots/contract-fields";
import { DEFAULT_CONTRACT } from "@/lib/bots/contract";

describe("the form of a contract", () => {
  test("is empty where the default holds, and tells the rest in the form's units", () => {
    const form = formOf({ ...DEFAULT_CONTRACT, max_run_seconds: 900, target_duration_ms: 1500, job_cost_usd: 0.05 });
    expect(form).toMatchObject({ max_run_seconds: "900", target_duration_ms: "1.5", job_cost_usd: "0.05" });
    expect(form.heartbeat_interval_seconds).toBe("");
  });

  test("is the same change after a way there and back", () => {
    const contract = { ...DEFAULT_CONTRACT, max_run_seconds: 900, target_duration_ms: 1001, hourly_cost_usd: 0.1 };
    const { change, faults } = changeOf(formOf(contract));
    expect(faults).toEqual({});
    expect(change).toMatchObject({ max_run_seconds: 900, target_duration_ms: 1001, hourly_cost_usd: 0.1 });
    expect(change.min_run_seconds).toBeNull();
  });

  test("says of each field what cannot be read", () => {
    const form = { ...formOf(DEFAULT_CONTRACT), max_run_seconds: "ten", min_run_seconds: "1.5" };
    expect(changeOf(form).faults).toEqual({
      max_run_seconds: "must be a number",
      min_run_seconds: "must be a whole number",
    });
  });
});
