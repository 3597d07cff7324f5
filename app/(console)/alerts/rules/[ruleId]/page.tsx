import { RuleEditor } from "@/components/alerts/rules/rule-editor";
import { may } from "@/lib/access/roles";
import { readRule } from "@/lib/alerts/rules";
import { listChannels } from "@/lib/notify/channels";
import { authorise } from "../../../authorise";
import { load } from "../../../load";

export const metadata = { title: "Alert rule" };

/** One rule: what it says, measures and would have done. */
export default async function AlertRulePage({ params }: { params: Promise<{ ruleId: string }> }) {
  const { role } = await authorise();
  const { ruleId } = await params;
  const mayManage = may(role, "alerts.manage");
  const read = await load(async (given) => {
    const [rule, channels] = await Promise.all([
      readRule(given, decodeURIComponent(ruleId)),
      mayManage ? listChannels(given, { limit: 200 }) : { channels: [] },
    ]);
    return { rule, channels: channels.channels.map(({ id, name }) => ({ id, name })) };
  });
  if (!read.ok) return read.view;
  const { rule, channels } = read.data;
  return <RuleEditor key={`${rule.id} ${rule.revision}`} rule={rule} channels={channels} mayManage={mayManage} />;
}
