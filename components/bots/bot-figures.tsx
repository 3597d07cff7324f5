import { type Stat, Stats } from "@/components/ui/stat";
import type { BotStats } from "@/lib/stats/bot-stats";
import { formatCount, formatPercent } from "@/lib/stats/format";
import { told } from "./summaries";

/** The figures of a period: outcomes, then durations from the shortest to the longest. */
export function BotFigures({ stats }: { stats: BotStats }) {
  const outcomes: Stat[] = [
    { label: "Success rate", value: formatPercent(stats.success_rate) },
    { label: "Jobs", value: formatCount(stats.total_jobs) },
    { label: "Succeeded", value: formatCount(stats.succeeded) },
    { label: "Failed", value: formatCount(stats.failed) },
    { label: "Cancelled", value: formatCount(stats.cancelled) },
  ];
  const durations: Stat[] = [
    { label: "Shortest", value: told(stats.min_duration_ms) },
    { label: "Average", value: told(stats.avg_duration_ms) },
    { label: "p50", value: told(stats.p50_duration_ms) },
    { label: "p95", value: told(stats.p95_duration_ms) },
    { label: "p99", value: told(stats.p99_duration_ms) },
    { label: "Longest", value: told(stats.max_duration_ms) },
  ];
  return (
    <div className="grid gap-3">
      <Stats label="Outcomes" stats={outcomes} />
      <Stats label="Processing duration" stats={durations} />
    </div>
  );
}
