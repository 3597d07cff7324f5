"use client";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { Plot } from "@/components/ui/chart-plot";
import type { ChartUnit } from "@/components/ui/chart-scale";
import { formatUtc } from "@/components/ui/relative";
import type { Unit } from "@/lib/alerts/metric";
import type { Operator } from "@/lib/alerts/rule";
import { formatValue } from "@/lib/alerts/words";

const UNITS: Record<Unit, ChartUnit> = {
  ...{ seconds: "duration", ms: "duration", percent: "percent", bytes: "bytes" },
  ...{ usd: "count", per_minute: "count", count: "count", value: "count" },
};

/** What a rule measured of one subject, with the threshold drawn on it. */
export function MetricChart({
  title,
  metric,
  operator,
  threshold,
  points,
  since,
}: {
  title: string;
  metric: { title: string; unit: string };
  operator: Operator;
  threshold: number;
  points: { at: string; value: number | null }[];
  /** Where the incident began, to be marked. */
  since?: string;
}) {
  const unit = metric.unit as Unit;
  const scale = unit === "seconds" ? 1000 : 1;
  const known = points.filter(({ value }) => value !== null);
  const last = known.at(-1);
  const fires = `The rule fires at ${operator} ${formatValue(threshold, unit)}.`;
  const summary = last
    ? `${metric.title}: ${formatValue(last.value!, unit)} at last. ${fires}`
    : `Nothing was measured in this time. ${fires}`;
  const began = since === undefined ? -1 : points.findIndex(({ at }) => Date.parse(at) >= Date.parse(since));
  const atBegin = began === -1 ? null : (points[began]?.value ?? null);
  return (
    <ChartFigure
      title={title}
      summary={summary}
      legend={
        <Legend>
          <LegendItem mark="line">{metric.title}</LegendItem>
          <LegendItem mark="dashed">Threshold</LegendItem>
        </Legend>
      }
      table={{
        headings: ["Time (UTC)", metric.title],
        rows: points.map(({ at, value }) => [formatUtc(at), value === null ? "–" : formatValue(value, unit)]),
      }}
    >
      <Plot
        label={title}
        labels={points.map(({ at }) => at.slice(11, 16))}
        headings={points.map(({ at }) => formatUtc(at))}
        left={{ unit: UNITS[unit] }}
        series={[
          {
            ...{ name: metric.title, kind: "line", tone: "accent" },
            values: points.map(({ value }) => (value === null ? null : value * scale)),
          },
        ]}
        levels={[{ name: "Threshold", value: threshold * scale }]}
        flags={atBegin === null ? [] : [{ index: began, value: atBegin * scale, word: "Breach" }]}
      />
    </ChartFigure>
  );
}
