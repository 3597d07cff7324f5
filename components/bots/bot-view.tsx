"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Tag } from "@/components/ui/badge";
import { Ticking } from "@/components/ui/ticking";
import { Time } from "@/components/ui/time";
import type { Incident } from "@/lib/alerts/incident";
import type { BotDetail } from "@/lib/bots/bot";
import type { ErrorGroups as Errors } from "@/lib/jobs/errors/group";
import type { BotStats } from "@/lib/stats/bot-stats";
import type { BotResources } from "@/lib/stats/resources/schema";
import type { BotUptime } from "@/lib/stats/uptime/schema";
import { BotActions } from "./bot-actions";
import { BotCharts } from "./bot-charts";
import { BotFigures } from "./bot-figures";
import { BotIncidents, MOST_INCIDENTS } from "./bot-incidents";
import { BotStatusBadge } from "./bot-status";
import { Contract } from "./contract-card";
import { ErrorGroups } from "./error-groups";
import { PeriodPicker } from "./period-picker";
import { type Period, periodQuery } from "./range";
import { RecentJobs } from "./recent-jobs";
import { Dependencies, Queues, Reported } from "./reported";
import { ResourceCharts } from "./resource-charts";
import { UptimeCard } from "./uptime-card";

/** What the server read of a bot. */
export interface BotRead {
  bot: BotDetail;
  stats: BotStats;
  uptime: BotUptime;
  resources: BotResources;
  errors: Errors;
  /** The newest few that touch it. */
  incidents: { incidents: Incident[] };
}

const SLOWLY_MS = 30_000;

/**
 * All about one bot: how it is now, how it did in the chosen period, and what it reports.
 * @param mayManage whether this operator may change it
 */
export function BotView({ read, period, mayManage }: { read: BotRead; period: Period; mayManage: boolean }) {
  const path = `/api/bots/${encodeURIComponent(read.bot.id)}`;
  const search = new URLSearchParams(periodQuery(period));
  const { data: bot, stale, refresh } = useRefreshed(path, read.bot);
  const { data: stats, stale: oldStats } = useRefreshed(`${path}/stats?${search}`, read.stats, 10_000);
  const { data: uptime } = useRefreshed(`${path}/uptime?${search}`, read.uptime, SLOWLY_MS);
  const { data: resources } = useRefreshed(`${path}/resources?${search}`, read.resources, SLOWLY_MS);
  const { data: errors } = useRefreshed(`${path}/errors?${search}`, read.errors, SLOWLY_MS);
  const touching = new URLSearchParams({ bot_id: read.bot.id, limit: String(MOST_INCIDENTS) });
  const { data: fired } = useRefreshed(`/api/incidents?${touching}`, read.incidents, 10_000);
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale || oldStats} />
      <Heading bot={bot} period={period} actions={mayManage && <BotActions bot={bot} onChanged={refresh} />} />
      <BotFigures stats={stats} />
      <UptimeCard uptime={uptime} />
      <BotCharts stats={stats} targetMs={bot.contract.target_duration_ms} />
      <ResourceCharts resources={resources} />
      <BotIncidents botId={bot.id} incidents={fired.incidents} />
      <ErrorGroups errors={errors} span={{ from: errors.from, to: errors.to }} />
      <div className="grid items-start gap-4 md:grid-cols-2 2xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_20rem_20rem]">
        <Queues queues={bot.queues} />
        <Dependencies dependencies={bot.dependencies} />
        <Reported bot={bot} />
        <Contract bot={bot} mayManage={mayManage} onChanged={refresh} />
      </div>
      <RecentJobs botId={bot.id} jobs={stats.recent_jobs} />
    </div>
  );
}

function Heading({ bot, period, actions }: { bot: BotDetail; period: Period; actions: React.ReactNode }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="text-lg font-semibold break-all">{bot.name}</h1>
          <BotStatusBadge status={bot.status} reason={bot.status_reason} />
          {bot.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
        <p className="mt-1 text-[0.8125rem] text-muted">
          {bot.name !== bot.id && <span className="break-all">{bot.id} · </span>}
          {bot.status_reason.replace(/\.$/, "")} · last heartbeat <Time at={bot.last_heartbeat_at} />
          <CurrentJob bot={bot} />
        </p>
      </div>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <PeriodPicker home={`/bots/${encodeURIComponent(bot.id)}`} period={period} />
        {actions}
      </div>
    </header>
  );
}

function CurrentJob({ bot }: { bot: BotDetail }) {
  if (bot.current_job_id === null) return null;
  return (
    <>
      {" · working on "}
      <Link
        href={`/bots/${encodeURIComponent(bot.id)}/jobs/${encodeURIComponent(bot.current_job_id)}`}
        prefetch={false}
        className="font-medium break-all text-text underline decoration-line-strong underline-offset-4 hover:decoration-current"
      >
        {bot.current_job_id}
      </Link>
      {bot.processing_duration_seconds !== null && (
        <>
          {" for "}
          <span className="font-medium text-text">
            <Ticking seconds={bot.processing_duration_seconds} />
          </span>
        </>
      )}
    </>
  );
}
