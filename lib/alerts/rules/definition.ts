import { type Rule, type RuleDefinition, ruleSchema } from "../rule";
import type { StoredRule } from "./store";

/** A stored rule; null where its definition is of another version. */
export function ruleOf(stored: StoredRule): Rule | null {
  const parsed = ruleSchema.safeParse(definitionOf(stored));
  const { id, shipped, revision } = stored;
  return parsed.success ? { ...parsed.data, id, shipped, revision } : null;
}

/** What a stored rule says, unchecked. */
export const definitionOf = ({ definition, name, enabled }: StoredRule): Record<string, unknown> => ({
  ...definition,
  name,
  enabled,
});

/** The members in which two definitions differ. */
export function changedMembers(before: Record<string, unknown>, after: RuleDefinition): string[] {
  return Object.entries(after)
    .filter(([member, value]) => canonical(before[member]) !== canonical(value))
    .map(([member]) => member);
}

/** The same text for the same value, in whatever order its members stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
