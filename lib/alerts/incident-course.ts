import { type PastContext, readRuleHistory } from "./history";
import { historySubject, type RuleHistory } from "./history/schema";
import type { IncidentDetail } from "./incident";
import { ruleSchema } from "./rule";

const HOUR_MS = 3_600_000;
/** How much is shown before an incident, and after it. */
const BEFORE_MS = 2 * HOUR_MS;
const AFTER_MS = HOUR_MS;
const MOST_MS = 30 * 24 * HOUR_MS;

/** What the rule of an incident measured of its subject around it; null where its rule is of another version or not ours. */
export async function readIncidentCourse(
  context: PastContext,
  { rule, subject, started_at, resolved_at }: Pick<IncidentDetail, "rule" | "subject" | "started_at" | "resolved_at">,
): Promise<RuleHistory | null> {
  const { id: _, shipped: __, revision: ___, ...definition } = rule ?? {};
  const parsed = ruleSchema.safeParse(definition);
  if (!parsed.success) return null;
  const end = resolved_at === null ? context.now : new Date(Date.parse(resolved_at) + AFTER_MS);
  const to = new Date(Math.min(end.getTime(), context.now.getTime()));
  const from = new Date(Math.max(Date.parse(started_at) - BEFORE_MS, to.getTime() - MOST_MS));
  return await readRuleHistory(context, parsed.data, historySubject({ subject }), { from, to });
}
