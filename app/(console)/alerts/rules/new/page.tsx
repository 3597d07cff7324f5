import { RuleEditor } from "@/components/alerts/rules/rule-editor";
import { listChannels } from "@/lib/notify/channels";
import { authorise } from "../../../authorise";
import { load } from "../../../load";

export const metadata = { title: "New alert rule" };

/** The form of a new rule. */
export default async function NewAlertRulePage() {
  await authorise("alerts.manage");
  const read = await load((given) => listChannels(given, { limit: 200 }));
  if (!read.ok) return read.view;
  return <RuleEditor channels={read.data.channels.map(({ id, name }) => ({ id, name }))} mayManage />;
}
