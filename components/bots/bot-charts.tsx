"use client";
import { Card } from "@/components/ui/card";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { DurationBars } from "@/components/ui/duration-bars";
import { RateVolumeChart } from "@/components/ui/rate-volume-chart";
import type { BotStats } from "@/lib/stats/bot-stats";
import { chartSpans } from "./range";
import { durationSummary, durationTable, rateSummary, rateTable, spanName } from "./summaries";

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
            <Legend>
              <LegendItem mark="line">Success rate</LegendItem>
              <LegendItem mark="bar">Jobs</LegendItem>
            </Legend>
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
          legend={
            <Legend>
              <LegendItem mark="bar" tone="accent">
                Mean
              </LegendItem>
              <LegendItem mark="dotted" tone="info">
                p95
              </LegendItem>
              {targetMs !== null && <LegendItem mark="dashed">Target</LegendItem>}
            </Legend>
          }
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
