import { Stats } from "@/components/ui/stat";
import { formatCount, formatPercent } from "@/lib/stats/format";
import type { RequestFigures } from "@/lib/stats/services/schema";
import { told } from "./summaries";

/** The figures of a period: volume, outcome, durations, cache. */
export function RequestStats({ figures, label }: { figures: RequestFigures; label: string }) {
  return (
    <Stats
      label={label}
      stats={[
        { label: "Requests", value: formatCount(figures.requests), note: `${formatCount(figures.per_minute)}/min` },
        { label: "Error rate", value: formatPercent(figures.error_rate), note: "5xx" },
        { label: "4xx", value: formatCount(figures.by_class["4xx"] ?? 0) },
        { label: "p50", value: told(figures.p50_duration_ms) },
        { label: "p90", value: told(figures.p90_duration_ms) },
        { label: "p95", value: told(figures.p95_duration_ms) },
        { label: "p99", value: told(figures.p99_duration_ms) },
        { label: "Cache hits", value: formatPercent(figures.cache_hit_rate) },
      ]}
    />
  );
}
