"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { connectionNow } from "@/components/console/connection";
import { PageHeading } from "@/components/console/page-heading";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { useNow } from "@/components/ui/now";
import { State } from "@/components/ui/state";
import type { AnalyticsOverview, AnalyticsTimeline, AnalyticsUsers } from "@/lib/stats/analytics/schema";
import { OutcomeChart, ResponseChart, VolumeChart, WeekHeatmap } from "./charts";
import { AnalyticsControls } from "./controls";
import { ExportMenu } from "./export-menu";
import { KeyFigures } from "./key-figures";
import { bucketNames } from "./names";
import { type AnalyticsQuery, analyticsSearch } from "./query";
import { type AnalyticsSpan, apiSearch, spanOf, usersSearch } from "./span";
import { UserList } from "./user-list";

const REFRESH_MS = 30_000;

/** All that the analytics page was told by the server. */
export interface AnalyticsGiven {
  overview: AnalyticsOverview;
  timeline: AnalyticsTimeline;
  users: AnalyticsUsers;
}

/**
 * What a fleet or a bot did in a period, how fast, for whom and when in the week.
 * @param search the period as the API takes it
 * @param own the reader's time zone
 */
export function AnalyticsView({
  given,
  query,
  search,
  grains,
  own,
}: {
  given: AnalyticsGiven;
  query: AnalyticsQuery;
  search: string;
  grains: AnalyticsSpan["grain"][];
  own: string;
}) {
  const { data: overview, stale } = useRefreshed(`/api/analytics/overview?${search}`, given.overview, REFRESH_MS);
  const { data: timeline } = useRefreshed(`/api/analytics/timeline?${search}`, given.timeline, REFRESH_MS);
  const { data: users } = useRefreshed(`/api/analytics/users?${usersSearch(search, query)}`, given.users, REFRESH_MS);
  const zone = timeline.tz;
  useMovingPeriod(query, search, zone);
  const names = bucketNames(timeline.grain, zone);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <PageHeading title="Analytics">{periodWords(timeline)}</PageHeading>
        <ExportMenu search={search} />
      </div>
      <AnalyticsControls query={query} span={timeline} grains={grains} own={own} zone={zone} />
      <StaleNotice stale={stale} />
      {isEmpty(overview) ? (
        <Nothing query={query} />
      ) : (
        <>
          <KeyFigures overview={overview} />
          <VolumeChart timeline={timeline} names={names} />
          <div className="grid gap-4 xl:grid-cols-2">
            <ResponseChart overview={overview} timeline={timeline} names={names} />
            <OutcomeChart timeline={timeline} names={names} />
            <WeekHeatmap title="Messages in the week" what="message" hours={overview.heatmap.messages} zone={zone} />
            <WeekHeatmap title="Jobs in the week" what="job" hours={overview.heatmap.jobs} zone={zone} />
          </div>
          <UserList users={users} query={query} />
        </>
      )}
    </div>
  );
}

/** A period that ends now begins later as time goes by: the page is rendered anew for it, while Rollcall answers. */
function useMovingPeriod(query: AnalyticsQuery, search: string, zone: string): void {
  const router = useRouter();
  const { at } = useNow();
  const wanted = apiSearch(spanOf(query, new Date(at), zone), query, zone);
  const asked = useRef(search);
  useEffect(() => {
    if (wanted === search || wanted === asked.current || connectionNow() !== "connected") return;
    asked.current = wanted;
    router.refresh();
  }, [router, wanted, search]);
}

function periodWords({ from, to, tz, bot_id }: AnalyticsTimeline): string {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: tz });
  // The end is exclusive.
  const days = [day.format(new Date(from)), day.format(new Date(Date.parse(to) - 1))];
  return `${bot_id ?? "The whole fleet"}, ${[...new Set(days)].join(" to ")}, in ${tz}, beside the period of the same length before.`;
}

function isEmpty({ figures }: AnalyticsOverview): boolean {
  return [figures.messages, figures.jobs, figures.requests].every(({ value, previous }) => !value && !previous);
}

function Nothing({ query }: { query: AnalyticsQuery }) {
  return (
    <Card>
      <State
        shape="ring"
        title={query.bot ? `Nothing of ${query.bot} in this period` : "Nothing was reported in this period"}
        action={
          <>
            {query.period !== "12m" && (
              <Link
                href={`/analytics${analyticsSearch(query, { period: "12m", grain: "" })}`}
                prefetch={false}
                className={buttonClass()}
              >
                Last 12 months
              </Link>
            )}
            {query.bot && (
              <Link
                href={`/analytics${analyticsSearch(query, { bot: "" })}`}
                prefetch={false}
                className={buttonClass()}
              >
                Whole fleet
              </Link>
            )}
          </>
        }
      >
        There was neither a message nor a job nor a request. Look further back, or at other bots.
      </State>
    </Card>
  );
}
