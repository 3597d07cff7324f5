import { IncidentChart } from "@/components/alerts/incident-chart";
import { IncidentView } from "@/components/alerts/incident-view";
import { RefreshPage } from "@/components/console/refresh-page";
import { may } from "@/lib/access/roles";
import { readIncidentCourse } from "@/lib/alerts/incident-course";
import { readIncident } from "@/lib/alerts/incidents";
import { authorise } from "../../../authorise";
import { load } from "../../../load";

/** What is measured is drawn by the minute. */
const REFRESH_MS = 60_000;

export const metadata = { title: "Incident" };

/** One incident. */
export default async function IncidentPage({ params }: { params: Promise<{ incidentId: string }> }) {
  const { role } = await authorise();
  const { incidentId } = await params;
  const read = await load((given) => readIncident(given, decodeURIComponent(incidentId)));
  if (!read.ok) return read.view;
  return (
    <IncidentView initial={read.data} mayManage={may(role, "alerts.manage")}>
      {read.data.status === "firing" && <RefreshPage everyMs={REFRESH_MS} />}
      {read.data.rule && <Course incident={read.data} />}
    </IncidentView>
  );
}

/** What its rule measured around it. Awaited with the page: not every rule has a past to show, and what is below must not jump. */
async function Course({ incident }: { incident: Parameters<typeof readIncidentCourse>[1] }) {
  const read = await load((given) => readIncidentCourse(given, incident));
  if (!read.ok) return read.view;
  return read.data && <IncidentChart course={read.data} since={incident.started_at} />;
}
