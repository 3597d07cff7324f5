"use client";
import { Card } from "@/components/ui/card";
import { ChartFigure, type ChartTable } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { Plot } from "@/components/ui/chart-plot";
import { type ChartUnit, formatValue } from "@/components/ui/chart-scale";
import { formatDay, formatHour } from "@/components/ui/relative";
import { State } from "@/components/ui/state";
import type { BotResources } from "@/lib/stats/resources/schema";

const DAY_SECONDS = 86_400;

interface Resource {
  member: "cpu_percent" | "memory_bytes";
  title: string;
  unit: ChartUnit;
  what: string;
}

const RESOURCES: Resource[] = [
  { member: "cpu_percent", title: "CPU", unit: "percent", what: "CPU use" },
  { member: "memory_bytes", title: "Memory", unit: "bytes", what: "memory use" },
];

/** The bot's CPU and memory over the period, mean and peak, as its heartbeats told. */
export function ResourceCharts({ resources }: { resources: BotResources }) {
  const told = RESOURCES.filter(({ member }) => resources.points.some((point) => point[member] !== null));
  if (told.length === 0) {
    return (
      <Card title="Resource use">
        <State shape="dash" title="No resource use reported in this period">
          The bot tells of it by <code>cpu_percent</code> and <code>memory_bytes</code> in its heartbeats.
        </State>
      </Card>
    );
  }
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      {told.map((resource) => (
        <ResourceChart key={resource.member} resource={resource} resources={resources} />
      ))}
    </div>
  );
}

function ResourceChart({ resource, resources }: { resource: Resource; resources: BotResources }) {
  const { member, title, unit } = resource;
  const { points, step_seconds } = resources;
  const nameOf = (from: string) => (step_seconds >= DAY_SECONDS ? formatDay(from) : formatHour(from));
  return (
    <Card>
      <ChartFigure
        title={title}
        summary={resourceSummary(resources, resource)}
        size="low"
        legend={
          <Legend>
            <LegendItem mark="line">Mean</LegendItem>
            <LegendItem mark="dotted" tone="info">
              Peak
            </LegendItem>
          </Legend>
        }
        table={tableOf(resources, resource, nameOf)}
      >
        <Plot
          label={`${title}, mean and peak`}
          labels={points.map((point) => nameOf(point.from))}
          headings={points.map((point) => `${nameOf(point.from)} UTC`)}
          left={{ unit }}
          series={[
            { name: "Mean", kind: "area", tone: "accent", values: points.map((point) => point[member]?.avg ?? null) },
            {
              ...{ name: "Peak", kind: "line", tone: "info", stroke: "dotted" },
              values: points.map((point) => point[member]?.max ?? null),
            },
          ]}
        />
      </ChartFigure>
    </Card>
  );
}

/** What a resource's chart shows, in words. */
export function resourceSummary({ points }: BotResources, { member, unit, what }: Omit<Resource, "title">): string {
  const measured = points.filter((point) => point[member] !== null);
  const peak = measured.toSorted((a, b) => b[member]!.max - a[member]!.max)[0];
  const last = measured.at(-1);
  if (!peak || !last) return `No ${what} was reported in this period.`;
  const lately = formatValue(unit, last[member]!.avg);
  return `Lately ${lately} on average; the most was ${formatValue(unit, peak[member]!.max)}, ${formatHour(peak.from)} UTC.`;
}

function tableOf({ points }: BotResources, { member, unit }: Resource, nameOf: (from: string) => string): ChartTable {
  return {
    headings: ["From (UTC)", "Mean", "Least", "Peak"],
    rows: points.toReversed().map((point) => {
      const gauge = point[member];
      const values = [gauge?.avg, gauge?.min, gauge?.max];
      return [nameOf(point.from), ...values.map((value) => formatValue(unit, value ?? null))];
    }),
    data: {
      headings: ["from", `mean_${member}`, `min_${member}`, `max_${member}`],
      rows: points.map((point) => {
        const gauge = point[member];
        return [point.from, gauge?.avg ?? null, gauge?.min ?? null, gauge?.max ?? null];
      }),
    },
  };
}
