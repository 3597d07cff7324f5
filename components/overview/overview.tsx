"use client";
import Link from "next/link";
import { useRef } from "react";
import { useSWRConfig } from "swr";
import { useOpenAlerts } from "@/components/alerts/open-alerts";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import type { FeedEntry } from "@/components/live/entries";
import { Badge } from "@/components/ui/badge";
import type { Dashboard } from "@/lib/stats/dashboard/schema";
import { Activity } from "./activity";
import { DeepestQueues } from "./deepest-queues";
import { Fleet } from "./fleet";
import { headlineOf } from "./headline";
import { Health } from "./health";
import { Kpis } from "./kpis";
import { Volume } from "./volume";

const PATH = "/api/monitoring/dashboard";
const EVERY_MS = 10_000;
/** Events bring new figures this soon, and no sooner again: the server may keep an answer for 3 s. */
const AFTER_EVENTS_MS = 3100;

/** All at a glance: health, figures, volume, bots and queues, with the live feed beside them. */
export function Overview({
  initial,
  events,
  since,
}: {
  initial: Dashboard;
  events: FeedEntry[];
  since: string | null;
}) {
  const { data, stale } = useRefreshed(PATH, initial, EVERY_MS);
  const refreshSoon = useRefreshSoon();
  const alerts = useOpenAlerts();
  const headline = headlineOf(data, alerts?.open);
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="text-lg font-semibold">Overview</h1>
        <Badge tone={headline.tone} shape={headline.shape}>
          {headline.word}
        </Badge>
        <p className="min-w-0 text-[0.8125rem] text-muted">{headline.text}</p>
        {alerts !== null && Object.keys(alerts.counts).length > 0 && (
          <Link
            href="/alerts"
            prefetch={false}
            className="rounded text-xs font-medium text-accent hover:underline print:hidden"
          >
            What fires now
          </Link>
        )}
      </header>
      <StaleNotice stale={stale} />
      <Health dashboard={data} />
      <Kpis dashboard={data} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid min-w-0 gap-4">
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <Volume title="Messages" work={data.messages} noun="message" hint="message.processed" />
            <Volume title="Jobs" work={data.jobs} noun="job" hint="job.finished" />
          </div>
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <Fleet fleet={data.fleet} attention={data.attention} />
            <DeepestQueues queues={data.queues} />
          </div>
        </div>
        <Activity initial={events} since={since} onArrival={refreshSoon} />
      </div>
    </div>
  );
}

/** Asks for new figures a little after the first of several events. */
function useRefreshSoon(): () => void {
  const { mutate } = useSWRConfig();
  const waiting = useRef(false);
  return () => {
    if (waiting.current || document.hidden) return;
    waiting.current = true;
    setTimeout(() => {
      waiting.current = false;
      mutate(PATH);
    }, AFTER_EVENTS_MS);
  };
}
