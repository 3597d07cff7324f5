"use client";
import Link from "next/link";
import { useState } from "react";
import { useAlertPulse } from "@/components/alerts/open-alerts";
import { call } from "@/components/console/call";
import { FormError } from "@/components/console/form-error";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { Time } from "@/components/ui/time";
import type { DeliveryView } from "@/lib/notify/delivery";
import { formatDuration } from "@/lib/stats/format";
import { DeliveryBadge } from "../delivery-badge";

const EVERY_MS = 10_000;

/** The newest notices and each attempt at them. */
export function DeliveryLog({ initial }: { initial: { deliveries: DeliveryView[]; next_cursor: string | null } }) {
  const { data, refresh } = useRefreshed("/api/deliveries?limit=50", initial, EVERY_MS);
  const [failed, setFailed] = useState<string | null>(null);
  useAlertPulse(() => refresh(), 2000);
  const retry = async ({ id }: DeliveryView) => {
    const answer = await call("POST", `/api/deliveries/${id}/retry`);
    setFailed(answer.ok ? null : answer.reason);
    refresh();
  };
  return (
    <Card title="Delivery log" flush>
      <FormError reason={failed} />
      {data.deliveries.length === 0 ? (
        <State shape="dash" title="Nothing has been sent yet">
          Each notice stands here with every attempt at it and what the receiver answered.
        </State>
      ) : (
        <ul className="divide-y divide-line">
          {data.deliveries.map((delivery) => (
            <Entry key={delivery.id} delivery={delivery} retry={retry} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Entry({ delivery, retry }: { delivery: DeliveryView; retry: (delivery: DeliveryView) => void }) {
  const { title, incident_id: incident, channel_name: channel, kind, status, attempt_log: log } = delivery;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1.5 px-4 py-2.5 text-[0.8125rem]">
      <div className="min-w-0 flex-1">
        {incident ? (
          <Link
            href={`/alerts/incidents/${incident}`}
            prefetch={false}
            className="font-medium break-words hover:underline"
          >
            {title}
          </Link>
        ) : (
          <span className="font-medium">{title}</span>
        )}
        <p className="text-xs text-muted">
          {kind} to {channel ?? "a channel that was deleted"}, <Time at={delivery.sent_at ?? delivery.created_at} />
          {delivery.last_error && `. ${delivery.last_error}`}
        </p>
        {log.length > 0 && (
          <details className="mt-1 text-xs text-muted">
            <summary className="inline-block rounded hover:text-text">
              {log.length === 1 ? "1 attempt" : `${log.length} attempts`}
            </summary>
            <ol className="mt-1 flex flex-col gap-0.5">
              {log.map((attempt) => (
                <li key={attempt.at}>
                  {attempt.at}: {attempt.outcome}
                  {attempt.status_code !== null && ` ${attempt.status_code}`} in {formatDuration(attempt.took_ms)}
                  {attempt.detail && `. ${attempt.detail}`}
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
      <DeliveryBadge status={status} />
      {status === "dead" && (
        <Button onClick={() => retry(delivery)} aria-label={`Try ${title} again`}>
          Try again
        </Button>
      )}
    </li>
  );
}
