import type { Database } from "../db/client";
import { log } from "../telemetry/log";
import { type Rule, ruleSchema } from "./rule";
import { type StoredRule, selectEnabledRules } from "./rules/store";

/** The rules that are switched on. One that can no longer be understood is left out, and logged. */
export async function listEnabledRules({ db }: { db: Database }): Promise<Rule[]> {
  return (await selectEnabledRules(db)).flatMap((stored) => {
    const rule = ruleOf(stored);
    if (rule === null) log.error("alert rule cannot be understood", { rule: stored.id });
    return rule ?? [];
  });
}

/** A stored rule; null where its definition is of another version. */
export function ruleOf({ id, name, enabled, shipped, revision, definition }: StoredRule): Rule | null {
  const parsed = ruleSchema.safeParse({ ...definition, name, enabled });
  return parsed.success ? { ...parsed.data, id, shipped, revision } : null;
}
