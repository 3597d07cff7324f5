import Link from "next/link";
import { Sparkline } from "@/components/ui/sparkline";
import { type Column, DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { DEFAULT_QUEUE_SORT } from "@/lib/queues/order";
import type { Queue } from "@/lib/queues/queue";
import { formatCount, UNKNOWN } from "@/lib/stats/format";
import { Direction } from "./direction";
import { type QueuesQuery, queuesPath, sortedBy } from "./query";
import { ageInWords, trendInWords } from "./summaries";

interface QueueColumn extends Omit<Column, "heading" | "sort"> {
  name: string;
  /** The direction of the first click where the column can be sorted by. */
  first?: "ascending" | "descending";
}

const COLUMNS: QueueColumn[] = [
  { key: "name", name: "Queue", first: "ascending" },
  { key: "pending", name: "Pending", first: "descending", align: "right" },
  { key: "processing", name: "Processing", first: "descending", align: "right", from: "md" },
  { key: "dead_letter", name: "Dead letters", first: "descending", align: "right", from: "sm" },
  { key: "oldest", name: "Oldest", first: "descending", align: "right", from: "sm" },
  { key: "in", name: "In/h", first: "descending", align: "right", from: "lg" },
  { key: "out", name: "Out/h", first: "descending", align: "right", from: "lg" },
  { key: "trend", name: "Pending, 24 h", from: "md" },
  { key: "sampled", name: "Sampled", from: "xl" },
];

/** The queues of one page of the list, one row each; the one that is shown over time is marked. */
export function QueueTable({ queues, query }: { queues: Queue[]; query: QueuesQuery }) {
  return (
    <DataTable
      caption="Queues"
      columns={COLUMNS.map((column) => ({ ...column, ...sorting(column, query) }))}
      rows={queues.map((queue) => ({
        key: queue.queue,
        cells: {
          name: <QueueName queue={queue} query={query} />,
          pending: <span className="font-semibold">{formatCount(queue.pending)}</span>,
          processing: formatCount(queue.processing),
          dead_letter: <span className={queue.dead_letter ? "text-bad" : ""}>{formatCount(queue.dead_letter)}</span>,
          oldest: ageInWords(queue.oldest_age_seconds),
          in: queue.workers === 0 ? UNKNOWN : formatCount(queue.in_per_hour),
          out: queue.workers === 0 ? UNKNOWN : formatCount(queue.out_per_hour),
          trend: <Trend queue={queue} />,
          sampled: <Sampled queue={queue} />,
        },
      }))}
    />
  );
}

function sorting(column: QueueColumn, query: QueuesQuery): Pick<Column, "heading" | "sort"> {
  if (!column.first) return { heading: column.name };
  const current = query.sort || DEFAULT_QUEUE_SORT;
  const sort = { [column.key]: "ascending", [`-${column.key}`]: "descending" }[current] as Column["sort"];
  return {
    sort,
    heading: (
      <Link
        href={queuesPath(sortedBy(query, column.key, column.first))}
        replace
        scroll={false}
        prefetch={false}
        className="rounded whitespace-nowrap hover:text-text"
      >
        {column.name}
        <span aria-hidden="true" className="inline-block w-3 text-right">
          {sort === "ascending" ? "↑" : sort === "descending" ? "↓" : ""}
        </span>
      </Link>
    ),
  };
}

function QueueName({ queue, query }: { queue: Queue; query: QueuesQuery }) {
  const isShown = query.queue === queue.queue;
  return (
    <span className="flex max-w-44 min-w-0 flex-col gap-0.5 sm:max-w-72">
      <Link
        href={queuesPath({ ...query, queue: isShown ? "" : queue.queue })}
        scroll={false}
        prefetch={false}
        aria-current={isShown ? "true" : undefined}
        title={queue.queue}
        className="truncate font-semibold hover:underline aria-[current]:text-accent"
      >
        {queue.queue}
      </Link>
      <Direction queue={queue} />
    </span>
  );
}

function Trend({ queue }: { queue: Queue }) {
  return (
    <span role="img" aria-label={trendInWords(queue)} title={trendInWords(queue)} className="block h-7 w-28">
      <Sparkline values={queue.trend.map((each) => each.pending)} />
    </span>
  );
}

function Sampled({ queue }: { queue: Queue }) {
  if (queue.sampled_by === null) return <span className="text-faint">never</span>;
  return (
    <span className="flex max-w-48 flex-col items-start text-xs">
      <Time at={queue.sampled_at} />
      <Link
        href={`/bots/${encodeURIComponent(queue.sampled_by)}`}
        prefetch={false}
        className="max-w-full truncate text-muted hover:underline"
      >
        {queue.samplers > 1 ? `${queue.sampled_by} and ${queue.samplers - 1} more` : queue.sampled_by}
      </Link>
    </span>
  );
}
