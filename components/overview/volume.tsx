import { Card } from "@/components/ui/card";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { Plot, type PlotSeries } from "@/components/ui/chart-plot";
import { formatHour } from "@/components/ui/relative";
import { State } from "@/components/ui/state";
import type { Work } from "@/lib/stats/dashboard/schema";
import { volumeSummary, volumeTable } from "./summaries";

/**
 * How much was done hour by hour, over the same hours a day before.
 * @param noun what is counted, such as `message`
 * @param hint how bots report it, where there is none
 */
export function Volume({ title, work, noun, hint }: { title: string; work: Work; noun: string; hint: string }) {
  const { hours } = work;
  if (work.last_24h === 0 && work.previous_24h === 0) {
    return (
      <Card title={title}>
        <State shape="ring" level={2} title={`No ${noun} in the last 48 hours`}>
          Bots report them with <code>{hint}</code>.
        </State>
      </Card>
    );
  }
  const hasBefore = work.previous_24h > 0;
  const now: PlotSeries = { name: "Last 24 h", kind: "bar", tone: "accent", values: hours.map((hour) => hour.count) };
  const before: PlotSeries = {
    ...{ name: "24 h before", kind: "line", tone: "faint", stroke: "dashed" },
    values: hours.map((hour) => hour.previous),
  };
  return (
    <Card>
      <ChartFigure
        title={title}
        summary={volumeSummary(work, noun)}
        size="low"
        legend={
          <Legend>
            <LegendItem mark="bar" tone="accent">
              Last 24 h
            </LegendItem>
            {hasBefore && (
              <LegendItem mark="dashed" tone="faint">
                24 h before
              </LegendItem>
            )}
          </Legend>
        }
        table={volumeTable(work)}
      >
        <Plot
          label={`${title} by hour`}
          labels={hours.map((hour) => formatHour(hour.from).slice(-5))}
          headings={hours.map((hour) => `${formatHour(hour.from)} to ${formatHour(hour.to).slice(-5)} UTC`)}
          left={{ unit: "count" }}
          series={hasBefore ? [now, before] : [now]}
        />
      </ChartFigure>
    </Card>
  );
}
