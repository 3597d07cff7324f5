import { RuleList } from "@/components/alerts/rules/rule-list";
import { may } from "@/lib/access/roles";
import { listRules } from "@/lib/alerts/rules";
import { authorise } from "../../authorise";
import { load } from "../../load";

export const metadata = { title: "Alert rules" };

const MOST_RULES = 500;

/** Every alert rule. */
export default async function AlertRulesPage() {
  const { role } = await authorise();
  const read = await load((given) => listRules(given, { limit: MOST_RULES }));
  if (!read.ok) return read.view;
  return <RuleList initial={{ rules: read.data.rules, next_cursor: null }} mayManage={may(role, "alerts.manage")} />;
}
