"use client";
import dynamic from "next/dynamic";
import { Card } from "@/components/ui/card";
import { ChartFigure } from "@/components/ui/chart-figure";
import { LegendItem } from "@/components/ui/chart-parts";
import { Skeleton } from "@/components/ui/skeleton";
import type { BotStats } from "@/lib/stats/bot-stats";
import { chartSpans } from "./range";
import { durationSummary, durationTable, rateSummary, rateTable, spanName } from "./summaries";

const loading = () => <Skeleton className="h-full w-full" />;
// Drawings need the browser's measures: the server sends summary and table, and the drawing's code comes after the page.
const RateVolumeChart = dynamic(() => import("@/components/ui/rate-volume-chart").then((m) => m.RateVolumeChart), {
  ssr: false,
  loading,
});
const DurationBars = dynamic(() => import("@/components/ui/duration-bars").then((m) => m.DurationBars), {
  ssr: false,
  loading,
});

/** The bot's success rate over its job volume, and its durations; by hour, or by day where the period is long. */
export function BotCharts({ stats, targetMs }: { stats: BotStats; targetMs: number | null }) {
  const { spans, unit } = chartSpans(stats.hourly_performance);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card>
        <ChartFigure
          title="Success rate and job volume"
          summary={rateSummary(spans, unit, stats.success_rate)}
          legend={
            <span className="flex gap-3">
              <LegendItem mark="line">Success rate</LegendItem>
              <LegendItem mark="bar">Jobs</LegendItem>
            </span>
          }
          table={rateTable(spans, unit)}
        >
          <RateVolumeChart
            label={`Success rate and job volume by ${unit}`}
            points={spans.map((span) => ({ label: spanName(span, unit), rate: span.success_rate, volume: span.total }))}
          />
        </ChartFigure>
      </Card>
      <Card>
        <ChartFigure
          title={`Processing duration by ${unit}`}
          summary={durationSummary(spans, unit, targetMs)}
          legend={targetMs === null ? undefined : <LegendItem mark="dashed">Target</LegendItem>}
          table={durationTable(spans, unit)}
        >
          <DurationBars
            label={`Processing duration by ${unit}`}
            targetMs={targetMs}
            points={spans.map((span) => ({
              label: spanName(span, unit),
              mean: span.avg_duration_ms,
              p95: span.p95_duration_ms,
            }))}
          />
        </ChartFigure>
      </Card>
    </div>
  );
}
