import { FiringNow } from "@/components/alerts/firing-now";
import { may } from "@/lib/access/roles";
import { readAlertOverview } from "@/lib/alerts/overview";
import { authorise } from "../authorise";
import { load } from "../load";

export const metadata = { title: "Alerts" };

/** What fires now. */
export default async function AlertsPage() {
  const { role } = await authorise();
  const read = await load((given) => readAlertOverview(given));
  return read.ok ? <FiringNow initial={read.data} mayManage={may(role, "alerts.manage")} /> : read.view;
}
