import { inputFaults } from "../../http/json";
import type { InputFault } from "../../http/problem";
import { type RuleDefinition, ruleSchema } from "../rule";
import { ruleIdSchema } from "../rules/schema";

/** A rule with its id, as files carry it. */
export type IdentifiedRule = RuleDefinition & { id: string };

/** A rule that a file asks for. */
export interface Entry {
  /** Where it stands in the file, members joined by dots. */
  path: string;
  /** The rule that it replaces, or is to be; undefined: known by its name. */
  id: string | undefined;
  definition: RuleDefinition;
}

/** Reads one rule of a file. @returns the entry, or its faults by path */
export function readEntry(value: unknown, path: string): Entry | InputFault[] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return [{ path, message: "must be a rule" }];
  }
  const { id, ...rest } = value as Record<string, unknown>;
  const known = ruleIdSchema.optional().safeParse(id);
  const parsed = ruleSchema.safeParse(rest);
  if (known.success && parsed.success) return { path, id: known.data, definition: parsed.data };
  const faults = [
    ...(known.success ? [] : inputFaults(known.error).map((fault) => ({ ...fault, path: "id" }))),
    ...(parsed.success ? [] : inputFaults(parsed.error)),
  ];
  return faults.map((fault) => ({ ...fault, path: fault.path === "" ? path : `${path}.${fault.path}` }));
}

/** What a rule says beyond what every rule says unless it says otherwise. */
export function spareDefinition({ id, ...definition }: IdentifiedRule): Record<string, unknown> {
  const members = Object.entries(definition).filter(([member, value]) => {
    const usual = ruleSchema.shape[member as keyof RuleDefinition].safeParse(undefined);
    return !usual.success || JSON.stringify(usual.data) !== JSON.stringify(value);
  });
  return { id, ...Object.fromEntries(members) };
}
