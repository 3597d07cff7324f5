import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { Shape } from "@/components/ui/shape";
import { Facts } from "@/components/ui/stat";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { BotDetail } from "@/lib/bots/bot";
import { formatBytes, formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";
import { told } from "./summaries";

const seconds = (value: number | null) => (value === null ? UNKNOWN : formatDuration(value * 1000));

/** What the bot says of itself: where it runs, and what it uses right now. */
export function Reported({ bot }: { bot: BotDetail }) {
  return (
    <Card title="Reported by the bot">
      <Facts
        facts={[
          { name: "CPU", value: formatPercent(bot.resource_utilization.cpu_percent) },
          { name: "Memory", value: formatBytes(bot.resource_utilization.memory_bytes) },
          { name: "Kind", value: bot.kind ?? UNKNOWN },
          { name: "Version", value: bot.version ?? UNKNOWN },
          { name: "Host", value: bot.host ?? UNKNOWN },
          { name: "First seen", value: <Time at={bot.first_seen_at} /> },
        ]}
      />
    </Card>
  );
}

/** The queues the bot reports, as last sampled. */
export function Queues({ queues }: { queues: BotDetail["queues"] }) {
  return (
    <Card title="Queues" flush>
      {queues.length === 0 ? (
        <p className="p-4 text-[0.8125rem] text-muted">
          None reported. The bot tells of one with <code>queue.sampled</code>.
        </p>
      ) : (
        <DataTable
          caption="Queues"
          columns={[
            { key: "queue", heading: "Queue" },
            { key: "pending", heading: "Pending", align: "right" },
            { key: "processing", heading: "Processing", align: "right", from: "sm" },
            { key: "dead", heading: "Dead letters", align: "right" },
            { key: "oldest", heading: "Oldest", align: "right" },
            { key: "sampled", heading: "Sampled", from: "sm" },
          ]}
          rows={queues.map((queue) => ({
            key: queue.queue,
            cells: {
              queue: queue.queue,
              pending: formatCount(queue.pending),
              processing: formatCount(queue.processing),
              dead: formatCount(queue.dead_letter),
              oldest: seconds(queue.oldest_age_seconds),
              sampled: <Time at={queue.sampled_at} />,
            },
          }))}
        />
      )}
    </Card>
  );
}

const DEPENDENCY: Record<string, { tone: Tone; shape: Shape }> = {
  up: { tone: "ok", shape: "check" },
  degraded: { tone: "warn", shape: "triangle" },
  down: { tone: "bad", shape: "cross" },
};

/** What the bot depends on, as last checked by it. */
export function Dependencies({ dependencies }: { dependencies: BotDetail["dependencies"] }) {
  return (
    <Card title="Dependencies" flush>
      {dependencies.length === 0 ? (
        <p className="p-4 text-[0.8125rem] text-muted">
          None reported. The bot tells of one with <code>dependency.checked</code>.
        </p>
      ) : (
        <DataTable
          caption="Dependencies"
          columns={[
            { key: "component", heading: "Component" },
            { key: "status", heading: "Status" },
            { key: "latency", heading: "Latency", align: "right" },
            { key: "checked", heading: "Checked", from: "sm" },
            { key: "detail", heading: "Detail", from: "md" },
          ]}
          rows={dependencies.map((dependency) => ({
            key: dependency.component,
            cells: {
              component: dependency.component,
              status: (
                <Badge {...(DEPENDENCY[dependency.status] ?? { tone: "neutral", shape: "ring" })}>
                  {dependency.status}
                </Badge>
              ),
              latency: told(dependency.latency_ms),
              checked: <Time at={dependency.checked_at} />,
              detail: <span className="block max-w-72 truncate text-muted">{dependency.detail}</span>,
            },
          }))}
        />
      )}
    </Card>
  );
}
