import Link from "next/link";
import { Tag } from "@/components/ui/badge";
import { type Column, DataTable } from "@/components/ui/table";
import { Ticking } from "@/components/ui/ticking";
import { Time } from "@/components/ui/time";
import { Tracker } from "@/components/ui/tracker";
import type { BotSummary } from "@/lib/bots/bot";
import { formatBytes, formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";
import { BotStatusBadge } from "./bot-status";
import { type BotListQuery, botListSearch, sortedBy } from "./query";
import { trackerOf } from "./summaries";

interface SortableColumn extends Omit<Column, "heading" | "sort"> {
  name: string;
  /** The direction of the first click where the column can be sorted by. */
  first?: "ascending" | "descending";
}

const COLUMNS: SortableColumn[] = [
  { key: "name", name: "Bot", first: "ascending" },
  { key: "status", name: "Status", first: "ascending", from: "sm" },
  { key: "job", name: "Current job" },
  { key: "last_heartbeat", name: "Last heartbeat", first: "descending", from: "md" },
  { key: "success_rate", name: "Success", first: "ascending", align: "right" },
  { key: "throughput", name: "Jobs/h", first: "descending", align: "right", from: "md" },
  { key: "p95", name: "p95", first: "descending", align: "right", from: "sm" },
  { key: "queue_depth", name: "Queue", align: "right", from: "xl" },
  { key: "load", name: "CPU · memory", align: "right", from: "2xl" },
  { key: "tracker", name: "Last 24 h", from: "lg" },
];

/** The bots of one page of the list, one row each. */
export function BotTable({ bots, query }: { bots: BotSummary[]; query: BotListQuery }) {
  return (
    <DataTable
      caption="Bots"
      columns={COLUMNS.map((column) => ({ ...column, ...sorting(column, query) }))}
      rows={bots.map((bot) => ({
        key: bot.id,
        cells: {
          name: <BotName bot={bot} />,
          status: <BotStatusBadge status={bot.status} reason={bot.status_reason} />,
          job: <CurrentJob bot={bot} />,
          last_heartbeat: <Time at={bot.last_heartbeat_at} />,
          success_rate: <Rate rate={bot.success_rate} />,
          throughput: formatCount(bot.throughput_per_hour),
          p95: bot.p95_duration_ms === null ? UNKNOWN : formatDuration(bot.p95_duration_ms),
          queue_depth: formatCount(bot.queue_depth),
          load: <Load bot={bot} />,
          tracker: <Tracker {...trackerOf(bot.tracker)} />,
        },
      }))}
    />
  );
}

function sorting(column: SortableColumn, query: BotListQuery): Pick<Column, "heading" | "sort"> {
  if (!column.first) return { heading: column.name };
  const sort = { [column.key]: "ascending", [`-${column.key}`]: "descending" }[query.sort] as Column["sort"];
  return {
    sort,
    heading: (
      <Link
        href={`/bots${botListSearch(sortedBy(query, column.key, column.first))}`}
        replace
        scroll={false}
        prefetch={false}
        className="rounded hover:text-text"
      >
        {column.name}
        <span aria-hidden="true" className="inline-block w-3 text-right">
          {sort === "ascending" ? "↑" : sort === "descending" ? "↓" : ""}
        </span>
      </Link>
    ),
  };
}

function BotName({ bot }: { bot: BotSummary }) {
  return (
    <div className="flex max-w-36 min-w-0 flex-col gap-1 sm:max-w-64 2xl:max-w-96">
      <Link
        href={`/bots/${encodeURIComponent(bot.id)}`}
        prefetch={false}
        data-row
        className="truncate font-semibold hover:underline"
        title={bot.id}
      >
        {bot.name}
      </Link>
      <div className="flex flex-wrap items-center gap-x-2 text-xs text-muted sm:hidden">
        <BotStatusBadge status={bot.status} reason={bot.status_reason} />
        <Time at={bot.last_heartbeat_at} />
      </div>
      {(bot.kind || bot.tags.length > 0) && (
        <div className="hidden flex-wrap gap-1 text-xs text-faint sm:flex">
          {bot.kind}
          {bot.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
      )}
    </div>
  );
}

function CurrentJob({ bot }: { bot: BotSummary }) {
  if (bot.current_job_id === null) return <span className="text-faint">{UNKNOWN}</span>;
  return (
    <div className="flex max-w-20 flex-col sm:max-w-44 2xl:max-w-64">
      {bot.processing_duration_seconds !== null && (
        <span className="font-medium">
          <Ticking seconds={bot.processing_duration_seconds} />
        </span>
      )}
      <Link
        href={`/bots/${encodeURIComponent(bot.id)}/jobs/${encodeURIComponent(bot.current_job_id)}`}
        prefetch={false}
        className="truncate text-xs text-muted hover:underline"
        title={bot.current_job_id}
      >
        {bot.current_job_id}
      </Link>
    </div>
  );
}

function Rate({ rate }: { rate: number | null }) {
  return <span className={rate !== null && rate < 90 ? "font-medium text-bad" : ""}>{formatPercent(rate)}</span>;
}

function Load({ bot }: { bot: BotSummary }) {
  const { cpu_percent, memory_bytes } = bot.resource_utilization;
  return `${formatPercent(cpu_percent)} · ${formatBytes(memory_bytes)}`;
}
