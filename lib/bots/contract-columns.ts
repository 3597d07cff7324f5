import { type Contract, type ContractChange, contractOf } from "./contract";
import type { BotChange, StoredBot } from "./store";

const COLUMNS = {
  heartbeat_interval_seconds: "heartbeatIntervalSeconds",
  heartbeat_grace_seconds: "heartbeatGraceSeconds",
  max_run_seconds: "maxRunSeconds",
  min_run_seconds: "minRunSeconds",
  max_failures: "maxFailures",
  failure_window: "failureWindow",
  target_duration_ms: "targetDurationMs",
  hourly_cost_usd: "hourlyCostUsd",
  job_cost_usd: "jobCostUsd",
} as const satisfies Record<keyof Contract, keyof StoredBot>;

const FIELDS = Object.keys(COLUMNS) as (keyof Contract)[];

/** The contract that a bot is held to. */
export function storedContract(bot: Pick<StoredBot, (typeof COLUMNS)[keyof Contract]>): Contract {
  const stored = FIELDS.map((field) => [field, bot[COLUMNS[field]]]);
  return contractOf(Object.fromEntries(stored) as { [Field in keyof Contract]: Contract[Field] | null });
}

/** What a change of the contract writes. */
export function columnsOf(change: ContractChange): BotChange {
  const named = FIELDS.filter((field) => change[field] !== undefined);
  return Object.fromEntries(named.map((field) => [COLUMNS[field], change[field]])) as BotChange;
}
