import { IncidentView } from "@/components/alerts/incident-view";
import { may } from "@/lib/access/roles";
import { readIncident } from "@/lib/alerts/incidents";
import { authorise } from "../../../authorise";
import { load } from "../../../load";

export const metadata = { title: "Incident" };

/** One incident. */
export default async function IncidentPage({ params }: { params: Promise<{ incidentId: string }> }) {
  const { role } = await authorise();
  const { incidentId } = await params;
  const read = await load((given) => readIncident(given, decodeURIComponent(incidentId)));
  if (!read.ok) return read.view;
  return <IncidentView initial={read.data} mayManage={may(role, "alerts.manage")} />;
}
