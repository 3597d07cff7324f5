import type { Contract, ContractChange } from "@/lib/bots/contract";
import { DEFAULT_CONTRACT } from "@/lib/bots/contract";

/** How a field of the contract is asked for: in which unit, and how many of the stored unit make one. */
export interface ContractField {
  name: keyof Contract;
  label: string;
  unit: string;
  /** Of the stored unit in one of `unit`. */
  factor: number;
  /** Whether only whole numbers of the stored unit make sense. */
  whole: boolean;
  hint: string;
}

/** Every field of the contract, in the order of the form. */
export const CONTRACT_FIELDS: ContractField[] = [
  seconds("heartbeat_interval_seconds", "Heartbeat every", "How often it is to report."),
  seconds("heartbeat_grace_seconds", "Grace", "How late a heartbeat may be before the bot is offline."),
  seconds("max_run_seconds", "Longest run", "A run without progress for so long is stuck."),
  seconds("min_run_seconds", "Shortest run", "A run that ends sooner is too short to be true."),
  {
    ...{ name: "max_failures", label: "Failures allowed", unit: "runs", factor: 1, whole: true },
    hint: "More failures than this among the last runs break the contract.",
  },
  {
    ...{ name: "failure_window", label: "Among the last", unit: "runs", factor: 1, whole: true },
    hint: "The runs that failures are counted among.",
  },
  {
    ...{ name: "target_duration_ms", label: "Target duration", unit: "seconds", factor: 1000, whole: true },
    hint: "How long a job may take (SLA).",
  },
  { ...usd("hourly_cost_usd", "Cost per hour"), hint: "What the bot costs while it runs." },
  { ...usd("job_cost_usd", "Cost per job"), hint: "What a job costs where it reports no cost itself." },
];

function seconds(name: keyof Contract, label: string, hint: string): ContractField {
  return { name, label, unit: "seconds", factor: 1, whole: true, hint };
}

function usd(name: keyof Contract, label: string) {
  return { name, label, unit: "US$", factor: 1, whole: false };
}

/** What the form shows for a contract: texts by field; empty where the default holds. */
export function formOf(contract: Contract): Record<keyof Contract, string> {
  const texts = CONTRACT_FIELDS.map(({ name, factor }) => {
    const value = contract[name];
    return [name, value === null || value === DEFAULT_CONTRACT[name] ? "" : String(value / factor)];
  });
  return Object.fromEntries(texts);
}

/** What holds where a field is left empty, in words. */
export function defaultOf({ name, factor, unit }: ContractField): string {
  const value = DEFAULT_CONTRACT[name];
  return value === null ? "no such rule" : `${value / factor} ${unit}`;
}

/**
 * The change that a filled form asks for, and what is wrong with it by field.
 *
 *     changeOf({ …, max_run_seconds: "900", min_run_seconds: "" }) { change: { max_run_seconds: 900, min_run_seconds: null, … } }
 *
 * An empty field brings the default back.
 */
export function changeOf(form: Record<keyof Contract, string>): {
  change: ContractChange;
  faults: Partial<Record<keyof Contract, string>>;
} {
  const change: ContractChange = {};
  const faults: Partial<Record<keyof Contract, string>> = {};
  for (const { name, factor, whole } of CONTRACT_FIELDS) {
    const text = form[name].trim();
    if (text === "") {
      change[name] = null;
      continue;
    }
    const value = whole ? Math.round(Number(text) * factor * 1e6) / 1e6 : Number(text);
    if (!Number.isFinite(value)) faults[name] = "must be a number";
    else if (whole && !Number.isInteger(value)) faults[name] = "must be a whole number";
    else change[name] = value;
  }
  return { change, faults };
}
