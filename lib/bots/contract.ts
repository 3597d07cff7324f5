import { z } from "zod";
import { formatDuration } from "../stats/format";

const DAY_SECONDS = 86_400;
const MAX_INTEGER = 2 ** 31 - 1;

const seconds = (least: number) =>
  z
    .int()
    .min(least)
    .max(365 * DAY_SECONDS);
const usd = z.number().min(0).max(1e9);

const FIELDS = {
  heartbeat_interval_seconds: z.int().min(1).max(DAY_SECONDS),
  heartbeat_grace_seconds: z.int().min(0).max(DAY_SECONDS),
  max_run_seconds: seconds(1),
  min_run_seconds: seconds(0),
  max_failures: z.int().min(0).max(10_000),
  failure_window: z.int().min(1).max(10_000),
  target_duration_ms: z.int().min(1).max(MAX_INTEGER),
  hourly_cost_usd: usd,
  job_cost_usd: usd,
};

/** What a bot is held to. Null: no such rule. */
export const contractSchema = z.object({
  ...FIELDS,
  min_run_seconds: FIELDS.min_run_seconds.nullable(),
  max_failures: FIELDS.max_failures.nullable().describe("More failures than this among the last `failure_window`."),
  failure_window: FIELDS.failure_window.nullable(),
  target_duration_ms: FIELDS.target_duration_ms.nullable(),
  hourly_cost_usd: usd.nullable(),
  job_cost_usd: usd.nullable(),
});
export type Contract = z.infer<typeof contractSchema>;

/** What an operator may change of a contract; null brings the default back. */
export const contractChangeSchema = z
  .strictObject(
    Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.nullable().optional()])) as {
      [Name in keyof typeof FIELDS]: z.ZodOptional<z.ZodNullable<(typeof FIELDS)[Name]>>;
    },
  )
  .describe("Null brings a field's default back.");
export type ContractChange = z.infer<typeof contractChangeSchema>;

/** What holds where an operator has said nothing. */
export const DEFAULT_CONTRACT: Contract = {
  heartbeat_interval_seconds: 30,
  heartbeat_grace_seconds: 90,
  max_run_seconds: 600,
  min_run_seconds: null,
  max_failures: null,
  failure_window: null,
  target_duration_ms: null,
  hourly_cost_usd: null,
  job_cost_usd: null,
};

/** A contract of what is stored; null stands for the default. */
export function contractOf(stored: { [Field in keyof Contract]: Contract[Field] | null }): Contract {
  const names = Object.keys(DEFAULT_CONTRACT) as (keyof Contract)[];
  return Object.fromEntries(names.map((name) => [name, stored[name] ?? DEFAULT_CONTRACT[name]])) as Contract;
}

/** A contract that no bot can keep: what is wrong with it, by field. */
export function contractFaults(contract: Contract): { path: string; message: string }[] {
  const { max_failures, failure_window, min_run_seconds, max_run_seconds } = contract;
  const faults: { path: string; message: string }[] = [];
  if ((max_failures === null) !== (failure_window === null)) {
    faults.push({ path: "contract.max_failures", message: "max_failures and failure_window go together" });
  }
  if (max_failures !== null && failure_window !== null && max_failures >= failure_window) {
    faults.push({ path: "contract.max_failures", message: "must be less than failure_window" });
  }
  if (min_run_seconds !== null && min_run_seconds > max_run_seconds) {
    faults.push({ path: "contract.min_run_seconds", message: "must not be more than max_run_seconds" });
  }
  return faults;
}

/** A rule of the contract that is broken, and by what, in words. */
export interface Breach {
  rule: "target_duration" | "max_run" | "min_run" | "max_failures";
  reason: string;
}

/**
 * The rules that the duration of an ended run breaks.
 *
 *     durationBreaches({ ...DEFAULT_CONTRACT, target_duration_ms: 60_000 }, 61_000)
 *     [{ rule: "target_duration", reason: "It took 1m 1s; the target is 1m 0s." }]
 */
export function durationBreaches(contract: Contract, durationMs: number): Breach[] {
  const { target_duration_ms, max_run_seconds, min_run_seconds } = contract;
  const took = `It took ${formatDuration(durationMs)}`;
  const breaches: Breach[] = [];
  if (target_duration_ms !== null && durationMs > target_duration_ms) {
    breaches.push({ rule: "target_duration", reason: `${took}; the target is ${formatDuration(target_duration_ms)}.` });
  }
  if (durationMs > max_run_seconds * 1000) {
    breaches.push({ rule: "max_run", reason: `${took}; the limit is ${formatDuration(max_run_seconds * 1000)}.` });
  }
  if (min_run_seconds !== null && durationMs < min_run_seconds * 1000) {
    const least = formatDuration(min_run_seconds * 1000);
    breaches.push({ rule: "min_run", reason: `${took}; less than ${least} is too short to be true.` });
  }
  return breaches;
}

/**
 * Whether more runs failed than the contract allows: N of the last M.
 * @param outcomes of the last runs, newest first; cancelled ones count as no failure
 */
export function failureBreach(contract: Contract, outcomes: readonly string[]): Breach | null {
  const { max_failures, failure_window } = contract;
  if (max_failures === null || failure_window === null) return null;
  const last = outcomes.slice(0, failure_window);
  const failed = last.filter((outcome) => outcome === "failed").length;
  if (failed <= max_failures) return null;
  return { rule: "max_failures", reason: `${failed} of the last ${last.length} failed; ${max_failures} are allowed.` };
}
