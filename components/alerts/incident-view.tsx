"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Card } from "@/components/ui/card";
import { useNow } from "@/components/ui/now";
import { Facts } from "@/components/ui/stat";
import { Time } from "@/components/ui/time";
import type { IncidentDetail } from "@/lib/alerts/incident";
import { formatDuration } from "@/lib/stats/format";
import { DeliveryTable } from "./delivery-table";
import { IncidentActions } from "./incident-actions";
import { useAlertPulse } from "./open-alerts";
import { IncidentState, mutedWords, resolvedWords, SeverityBadge } from "./severity";
import { Timeline } from "./timeline";
import { lastedSeconds, told, unitOf } from "./words";

const EVERY_MS = 10_000;

/** One incident: what, since when, why, whom it touches, what was done about it and who was told. `children` is its chart. */
export function IncidentView({
  initial,
  mayManage,
  children,
}: {
  initial: IncidentDetail;
  mayManage: boolean;
  children?: React.ReactNode;
}) {
  const { data: incident, stale, refresh } = useRefreshed(`/api/incidents/${initial.id}`, initial, EVERY_MS);
  useAlertPulse(() => refresh());
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale} />
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="text-base font-semibold break-words">
              {incident.rule_name}: {incident.subject_name}
            </h2>
            <SeverityBadge severity={incident.severity} />
            <IncidentState incident={incident} />
          </div>
          <p className="mt-1 text-[0.8125rem] text-muted">{incident.summary}</p>
          <Plight incident={incident} />
        </div>
        {mayManage && <IncidentActions incident={incident} onChanged={() => refresh()} />}
      </header>
      {children}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <About incident={incident} />
        <Card title="Timeline">
          <Timeline entries={incident.timeline} />
        </Card>
      </div>
      <Card title="Who was told" flush>
        <DeliveryTable deliveries={incident.deliveries} isMuted={incident.muted_by !== null} />
      </Card>
    </div>
  );
}

/** The one sentence on where it stands. */
function Plight({ incident }: { incident: IncidentDetail }) {
  if (incident.status === "resolved") {
    return <p className="mt-1 text-[0.8125rem] text-muted">{resolvedWords(incident.resolved_by)}</p>;
  }
  if (incident.muted_by !== null) {
    return <p className="mt-1 text-[0.8125rem] text-muted">{mutedWords(incident.muted_by)}</p>;
  }
  return null;
}

function About({ incident }: { incident: IncidentDetail }) {
  const now = useNow();
  const unit = unitOf(incident.rule);
  const runbook = incident.runbook_url;
  const labels = Object.entries(incident.labels);
  return (
    <Card title="What and why">
      <Facts
        facts={[
          { name: "Since", value: <Time at={incident.started_at} /> },
          { name: "Fired", value: <Time at={incident.fired_at} /> },
          ...(incident.resolved_at ? [{ name: "Resolved", value: <Time at={incident.resolved_at} /> }] : []),
          { name: "Lasted", value: formatDuration(lastedSeconds(incident, now.at) * 1000) },
          ...(incident.acknowledged_by
            ? [
                {
                  name: "Taken on by",
                  value: (
                    <>
                      {incident.acknowledged_by}, <Time at={incident.acknowledged_at} />
                    </>
                  ),
                },
              ]
            : []),
          ...(incident.threshold === null
            ? []
            : [
                { name: "Value when it fired", value: told(incident.value, unit) },
                { name: "Worst value", value: told(incident.worst_value, unit) },
                { name: "Threshold", value: told(incident.threshold, unit) },
              ]),
          { name: "Reason", value: REASONS[incident.reason] },
          {
            name: "Rule",
            value: incident.rule_id ? (
              <TextLink href={`/alerts/rules/${incident.rule_id}`}>{incident.rule_name}</TextLink>
            ) : (
              "of an Alertmanager"
            ),
          },
          {
            name: "Bots",
            value: incident.bot_ids.length === 0 ? "none named" : <Bots ids={incident.bot_ids} />,
          },
          ...labels.map(([name, value]) => ({ name, value })),
          ...(runbook === null ? [] : [{ name: "Runbook", value: <Runbook href={runbook} /> }]),
        ]}
      />
    </Card>
  );
}

const REASONS: Record<IncidentDetail["reason"], string> = {
  threshold: "the threshold was crossed",
  no_data: "no data came",
  error: "it could not be measured",
};

const MOST_BOTS = 20;

function Bots({ ids }: { ids: string[] }) {
  return (
    <span className="flex flex-wrap justify-end gap-x-2 gap-y-1">
      {ids.slice(0, MOST_BOTS).map((id) => (
        <TextLink key={id} href={`/bots/${encodeURIComponent(id)}`}>
          {id}
        </TextLink>
      ))}
      {ids.length > MOST_BOTS && <span className="text-muted">and {ids.length - MOST_BOTS} more</span>}
    </span>
  );
}

/** Ours open in the console; others in a tab of their own. */
function Runbook({ href }: { href: string }) {
  if (href.startsWith("/")) return <TextLink href={href}>What to do</TextLink>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className={LINK}>
      What to do
    </a>
  );
}

const LINK = "text-accent underline decoration-line-strong underline-offset-4 hover:decoration-current break-all";

function TextLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Link href={href} prefetch={false} className={LINK}>
      {children}
    </Link>
  );
}
