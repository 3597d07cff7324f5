"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Tag } from "@/components/ui/badge";
import { LinkTabs } from "@/components/ui/tabs";
import { Ticking } from "@/components/ui/ticking";
import { Time } from "@/components/ui/time";
import type { BotDetail } from "@/lib/bots/bot";
import type { BotStats } from "@/lib/stats/bot-stats";
import { BotCharts } from "./bot-charts";
import { BotFigures } from "./bot-figures";
import { BotStatusBadge } from "./bot-status";
import { RANGES, type RangeName } from "./range";
import { RecentJobs } from "./recent-jobs";
import { Contract, Dependencies, Queues, Reported } from "./reported";

/** All about one bot: how it is now, how it did in the chosen period, and what it reports. */
export function BotView({
  bot: firstBot,
  stats: firstStats,
  range,
}: {
  bot: BotDetail;
  stats: BotStats;
  range: RangeName;
}) {
  const path = `/api/bots/${encodeURIComponent(firstBot.id)}`;
  const { data: bot, stale } = useRefreshed(path, firstBot);
  const { data: stats, stale: oldStats } = useRefreshed(`${path}/stats?hours=${RANGES[range]}`, firstStats, 10_000);
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale || oldStats} />
      <Heading bot={bot} range={range} />
      <BotFigures stats={stats} />
      <BotCharts stats={stats} targetMs={bot.contract.target_duration_ms} />
      <div className="grid gap-4 md:grid-cols-2 2xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_20rem_20rem]">
        <Queues queues={bot.queues} />
        <Dependencies dependencies={bot.dependencies} />
        <Reported bot={bot} />
        <Contract contract={bot.contract} />
      </div>
      <RecentJobs botId={bot.id} jobs={stats.recent_jobs} />
    </div>
  );
}

function Heading({ bot, range }: { bot: BotDetail; range: RangeName }) {
  const home = `/bots/${encodeURIComponent(bot.id)}`;
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
          {bot.status_reason.replace(/\.$/, "")} · last heartbeat <Time at={bot.last_heartbeat_at} />
          <CurrentJob bot={bot} />
        </p>
      </div>
      <LinkTabs
        label="Period"
        tabs={Object.keys(RANGES).map((name) => ({
          name,
          href: `${home}?range=${name}`,
          current: name === range,
        }))}
      />
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
