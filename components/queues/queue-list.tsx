"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyBlock } from "@/components/ui/copy-block";
import { Stats } from "@/components/ui/stat";
import { State } from "@/components/ui/state";
import type { QueuePage, QueueTotals } from "@/lib/queues/queue";
import { formatCount } from "@/lib/stats/format";
import { isFiltered, listQueryOf, type QueuesQuery, queuesPath } from "./query";
import { QueueFilters } from "./queue-filters";
import { QueueTable } from "./queue-table";
import { ageInWords } from "./summaries";

const EVERY_MS = 10_000;

const SAMPLE = `{"type":"queue.sampled","bot_id":"my-bot","data":{"queue":"mails","pending":12,"processing":2}}`;

/** All queues: what they hold together, then each; refreshed every few seconds. `children` stand between the two. */
export function QueueList({
  query,
  initial,
  children,
}: {
  query: QueuesQuery;
  initial: QueuePage;
  children?: React.ReactNode;
}) {
  const search = new URLSearchParams(listQueryOf(query));
  const { data, stale } = useRefreshed(`/api/queues?${search}`, initial, EVERY_MS);
  if (data.total === 0) return <NoQueue />;
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale} />
      <Totals totals={data.totals} />
      {children}
      <div className="flex flex-col gap-3">
        <QueueFilters query={query} />
        <Card flush>
          {data.queues.length > 0 ? <QueueTable queues={data.queues} query={query} /> : <NoMatch query={query} />}
        </Card>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-xs text-faint">
            {data.matching === data.total
              ? `${formatCount(data.total)} ${data.total === 1 ? "queue" : "queues"}`
              : `${formatCount(data.matching)} of ${formatCount(data.total)} queues match`}
            . In and out are attempts of the bots that took their last job from the queue, in the last 60 minutes.
          </p>
          <Paging query={query} next={data.next_cursor} />
        </div>
      </div>
    </div>
  );
}

function Totals({ totals }: { totals: QueueTotals }) {
  return (
    <Stats
      label="All queues together"
      stats={[
        { label: "Pending", value: formatCount(totals.pending) },
        { label: "Processing", value: formatCount(totals.processing) },
        { label: "Dead letters", value: formatCount(totals.dead_letter) },
        { label: "Oldest job", value: ageInWords(totals.oldest_age_seconds) },
        { label: "In", value: formatCount(totals.in_per_hour), note: "in the last hour" },
        { label: "Out", value: formatCount(totals.out_per_hour), note: "in the last hour" },
      ]}
    />
  );
}

function NoQueue() {
  return (
    <Card>
      <State shape="ring" title="No queue has been reported yet">
        A queue is here as soon as a bot samples it, or takes a job from it that names it. A bot samples one by sending
        this to <code>POST /api/events</code>, every minute or so:
      </State>
      <div className="mx-auto -mt-6 max-w-3xl pb-6">
        <CopyBlock label="An event that samples a queue" text={SAMPLE} />
      </div>
    </Card>
  );
}

function NoMatch({ query }: { query: QueuesQuery }) {
  const all = (
    <Link href={queuesPath({ ...query, q: "", bot: "", cursor: "" })} className={buttonClass()}>
      Show all queues
    </Link>
  );
  return isFiltered(query) ? (
    <State shape="ring" title="No queue matches" action={all}>
      There are queues, but none of them fits the search above.
    </State>
  ) : (
    <State shape="dash" title="No more queues" action={all}>
      This page lies behind the end of the list.
    </State>
  );
}

function Paging({ query, next }: { query: QueuesQuery; next: string | null }) {
  if (!next && !query.cursor) return null;
  return (
    <nav aria-label="Pages of the list" className="flex gap-2 print:hidden">
      {query.cursor && (
        <Link href={queuesPath({ ...query, cursor: "" })} className={buttonClass()}>
          First page
        </Link>
      )}
      {next && (
        <Link href={queuesPath({ ...query, cursor: next })} className={buttonClass()}>
          Next page
        </Link>
      )}
    </nav>
  );
}
