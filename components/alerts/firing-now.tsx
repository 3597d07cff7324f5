"use client";
import Link from "next/link";
import { useState } from "react";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { State } from "@/components/ui/state";
import { Time } from "@/components/ui/time";
import type { Incident } from "@/lib/alerts/incident";
import type { AlertOverview } from "@/lib/alerts/overview";
import { formatCount } from "@/lib/stats/format";
import { IncidentTable } from "./incident-table";
import { useAlertPulse } from "./open-alerts";
import { countsInWords } from "./words";

const EVERY_MS = 10_000;

/** What fires now, kept up with by the stream, with what can be done about it. */
export function FiringNow({ initial, mayManage }: { initial: AlertOverview; mayManage: boolean }) {
  const { data, stale, refresh } = useRefreshed("/api/alerts", initial, EVERY_MS);
  const [failed, setFailed] = useState<string | null>(null);
  useAlertPulse(() => refresh());
  const acknowledge = async (incident: Incident) => {
    const answer = await call<Incident>("PATCH", `/api/incidents/${incident.id}`, {
      acknowledged: incident.acknowledged_at === null,
    });
    setFailed(answer.ok ? null : answer.reason);
    refresh();
  };
  const total = Object.values(data.counts).reduce((sum, count) => sum + count, 0);
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale} />
      <Watch watch={data.watch} />
      <FormError reason={failed} />
      {total === 0 ? (
        <Card>
          <Calm watch={data.watch} />
        </Card>
      ) : (
        <>
          <p className="text-[0.8125rem] text-muted" role="status">
            {countsInWords(data.counts)} firing.
            {total > data.firing.length && ` The newest ${data.firing.length} are shown.`}
          </p>
          <Card flush>
            <IncidentTable
              caption="Incidents that fire now"
              incidents={data.firing}
              {...(mayManage && {
                act: (incident: Incident) => (
                  <Button
                    onClick={() => acknowledge(incident)}
                    aria-label={`${incident.acknowledged_at ? "Give back" : "Acknowledge"} ${incident.rule_name}: ${incident.subject_name}`}
                  >
                    {incident.acknowledged_at ? "Give back" : "Acknowledge"}
                  </Button>
                ),
              })}
            />
          </Card>
        </>
      )}
    </div>
  );
}

/** Says loudly when nobody watches. */
function Watch({ watch }: { watch: AlertOverview["watch"] }) {
  if (!watch.asleep) {
    return (
      <p className="text-xs text-faint">
        {formatCount(watch.rules)} rules watch {formatCount(watch.bots)} {watch.bots === 1 ? "bot" : "bots"}. Last
        evaluated <Time at={watch.evaluated_at} />.
      </p>
    );
  }
  return (
    <Notice tone="warn" shape="triangle">
      {watch.evaluated_at === null ? (
        "Alerts have not been evaluated yet. "
      ) : (
        <>
          Alerts are not being evaluated: the last time was <Time at={watch.evaluated_at} />.{" "}
        </>
      )}
      Nothing would fire now. Where SCHEDULER is off, a cron has to call /api/cron/alerts each minute; else look into
      the log.
    </Notice>
  );
}

function Calm({ watch }: { watch: AlertOverview["watch"] }) {
  return (
    <State
      shape={watch.asleep ? "triangle" : "check"}
      title={watch.asleep ? "Nothing is known to fire" : "Nothing fires"}
      action={
        <>
          <Link href="/alerts/rules" prefetch={false} className={buttonClass()}>
            Look at the rules
          </Link>
          <Link href="/alerts/history" prefetch={false} className={buttonClass()}>
            What has fired
          </Link>
        </>
      }
    >
      {watch.asleep
        ? "The rules have not been evaluated lately, so this says little."
        : `${formatCount(watch.rules)} rules watch ${formatCount(watch.bots)} ${watch.bots === 1 ? "bot" : "bots"}, four times a minute.`}
    </State>
  );
}
