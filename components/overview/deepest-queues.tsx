import Link from "next/link";
import { Direction } from "@/components/queues/direction";
import { ageInWords } from "@/components/queues/summaries";
import { Card } from "@/components/ui/card";
import { Sparkline } from "@/components/ui/sparkline";
import { DataTable } from "@/components/ui/table";
import type { Dashboard } from "@/lib/stats/dashboard/schema";
import { formatCount } from "@/lib/stats/format";
import { counted } from "./headline";

/** The queues with the most jobs waiting. */
export function DeepestQueues({ queues: { totals, deepest } }: Pick<Dashboard, "queues">) {
  return (
    <Card
      title="Queues"
      flush
      aside={
        <Link href="/queues" prefetch={false} className="rounded text-xs text-muted hover:text-text">
          {totals.pending === null
            ? counted(totals.queues, "queue")
            : `${formatCount(totals.pending)} waiting in ${counted(totals.queues, "queue")}`}
        </Link>
      }
    >
      {deepest.length === 0 ? (
        <p className="px-4 py-6 text-center text-[0.8125rem] text-muted">
          No queue is sampled. Bots tell of one with <code>queue.sampled</code>.
        </p>
      ) : (
        <DataTable
          caption="The deepest queues"
          columns={[
            { key: "queue", heading: "Queue" },
            { key: "pending", heading: "Waiting", align: "right" },
            { key: "oldest", heading: "Oldest", align: "right", from: "sm" },
            { key: "dead", heading: "Dead", align: "right", from: "2xl" },
            { key: "trend", heading: "24 h", from: "sm" },
          ]}
          rows={deepest.map((queue) => ({
            key: queue.queue,
            cells: {
              queue: (
                <span className="flex min-w-0 max-w-40 flex-col gap-0.5 lg:max-w-28 2xl:max-w-48">
                  <Link
                    href={`/queues?queue=${encodeURIComponent(queue.queue)}`}
                    prefetch={false}
                    className="truncate font-medium hover:underline"
                    title={queue.queue}
                  >
                    {queue.queue}
                  </Link>
                  <Direction queue={queue} />
                </span>
              ),
              pending: formatCount(queue.pending),
              oldest: ageInWords(queue.oldest_age_seconds),
              dead: formatCount(queue.dead_letter),
              trend: (
                <span className="block h-6 w-16 2xl:w-20">
                  <Sparkline values={queue.trend.map((each) => each.pending)} />
                </span>
              ),
            },
          }))}
        />
      )}
    </Card>
  );
}
