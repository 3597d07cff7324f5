"use client";
import Link from "next/link";
import { useNow } from "@/components/ui/now";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Incident } from "@/lib/alerts/incident";
import { formatDuration } from "@/lib/stats/format";
import { IncidentState, SeverityBadge } from "./severity";
import { lastedSeconds } from "./words";

/** Incidents, one row each. @param act what can be done with one, at the end of its row */
export function IncidentTable({
  caption,
  incidents,
  act,
}: {
  caption: string;
  incidents: Incident[];
  act?: (incident: Incident) => React.ReactNode;
}) {
  const now = useNow();
  return (
    <DataTable
      caption={caption}
      columns={[
        { key: "what", heading: "Incident" },
        { key: "severity", heading: "Severity", from: "sm" },
        { key: "state", heading: "State", from: "sm" },
        { key: "since", heading: "Since", from: "md" },
        { key: "lasted", heading: "Lasted", align: "right", from: "lg" },
        ...(act ? [{ key: "act", heading: <span className="sr-only">Actions</span>, align: "right" as const }] : []),
      ]}
      rows={incidents.map((incident) => ({
        key: incident.id,
        cells: {
          what: (
            <div className="flex max-w-52 flex-col gap-0.5 sm:max-w-md lg:max-w-xl">
              <Link
                href={`/alerts/incidents/${incident.id}`}
                prefetch={false}
                className="truncate font-medium hover:underline"
              >
                {incident.rule_name}: {incident.subject_name}
              </Link>
              <span className="truncate text-xs text-muted" title={incident.summary}>
                {incident.summary}
              </span>
              <span className="flex gap-1.5 sm:hidden">
                <SeverityBadge severity={incident.severity} />
                <IncidentState incident={incident} />
              </span>
            </div>
          ),
          severity: <SeverityBadge severity={incident.severity} />,
          state: <IncidentState incident={incident} />,
          since: <Time at={incident.started_at} />,
          lasted: <span className="tabular-nums">{formatDuration(lastedSeconds(incident, now.at) * 1000)}</span>,
          act: act?.(incident),
        },
      }))}
    />
  );
}
