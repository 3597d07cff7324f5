import { Card } from "@/components/ui/card";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { Plot } from "@/components/ui/chart-plot";
import { Heatmap, HeatmapLegend } from "@/components/ui/heatmap";
import type { AnalyticsOverview, AnalyticsTimeline, TimelineBucket } from "@/lib/stats/analytics/schema";
import { type BucketNames, HOURS, WEEKDAY_NAMES, WEEKDAYS } from "./names";
import { outcomeSummary, responseSummary, unusualWord, volumeSummary, weekSummary } from "./summaries";
import { outcomeTable, responseTable, volumeTable, weekTable } from "./tables";

interface OverTime {
  timeline: AnalyticsTimeline;
  names: BucketNames;
}

/** The places of a chart over time, by the names of the buckets. */
const placesOf = ({ timeline: { buckets }, names }: OverTime) => ({
  labels: buckets.map((bucket) => names.short(bucket.start)),
  headings: buckets.map((bucket) => `${names.long(bucket)}${bucket.partial ? " (part)" : ""}`),
});

const column = <Name extends keyof TimelineBucket>({ timeline }: OverTime, name: Name) =>
  timeline.buckets.map((bucket) => bucket[name]);

/** Messages over time, with what is out of the ordinary marked. */
export function VolumeChart(given: OverTime) {
  const { timeline, names } = given;
  const flags = timeline.buckets.flatMap((bucket, index) =>
    bucket.unusual === null ? [] : [{ index, value: bucket.messages, word: unusualWord(bucket) }],
  );
  return (
    <Card>
      <ChartFigure
        title={`Messages by ${timeline.grain}`}
        summary={volumeSummary(timeline, names)}
        table={volumeTable(timeline, names)}
        size="tall"
        legend={
          <Legend>
            <LegendItem mark="area">Messages</LegendItem>
            <LegendItem mark="dotted">Failed</LegendItem>
            {flags.length > 0 && <LegendItem mark="diamond">Beyond two standard deviations</LegendItem>}
          </Legend>
        }
      >
        <Plot
          {...placesOf(given)}
          label={`Messages by ${timeline.grain}`}
          left={{ unit: "count" }}
          flags={flags}
          series={[
            { name: "Messages", kind: "area", tone: "accent", values: column(given, "messages") },
            { name: "Failed", kind: "line", tone: "bad", stroke: "dotted", values: column(given, "messages_failed") },
          ]}
        />
      </ChartFigure>
    </Card>
  );
}

/** Percentiles of the response time over time. */
export function ResponseChart({ overview, ...given }: OverTime & { overview: AnalyticsOverview }) {
  const { timeline, names } = given;
  const { figures } = overview;
  const whole = {
    p50: figures.p50_response_time_ms.value,
    p95: figures.p95_response_time_ms.value,
    p99: figures.p99_response_time_ms.value,
  };
  return (
    <Card>
      <ChartFigure
        title={`Response time by ${timeline.grain}`}
        summary={responseSummary(timeline, whole, names)}
        table={responseTable(timeline, names)}
        legend={
          <Legend>
            <LegendItem mark="line">p50</LegendItem>
            <LegendItem mark="dashed">p95</LegendItem>
            <LegendItem mark="dotted">p99</LegendItem>
          </Legend>
        }
      >
        <Plot
          {...placesOf(given)}
          label={`Response time by ${timeline.grain}`}
          left={{ unit: "duration" }}
          series={[
            { name: "p50", kind: "line", tone: "accent", values: column(given, "p50_response_time_ms") },
            {
              name: "p95",
              kind: "line",
              tone: "warn",
              stroke: "dashed",
              values: column(given, "p95_response_time_ms"),
            },
            { name: "p99", kind: "line", tone: "bad", stroke: "dotted", values: column(given, "p99_response_time_ms") },
          ]}
        />
      </ChartFigure>
    </Card>
  );
}

/** Jobs that succeeded and failed over time, with their rate. */
export function OutcomeChart(given: OverTime) {
  const { timeline, names } = given;
  return (
    <Card>
      <ChartFigure
        title={`Jobs by ${timeline.grain}`}
        summary={outcomeSummary(timeline, names)}
        table={outcomeTable(timeline, names)}
        legend={
          <Legend>
            <LegendItem mark="bar">Succeeded</LegendItem>
            <LegendItem mark="bar" tone="bad">
              Failed
            </LegendItem>
            <LegendItem mark="line">Success rate</LegendItem>
          </Legend>
        }
      >
        <Plot
          {...placesOf(given)}
          label={`Jobs by ${timeline.grain}`}
          left={{ unit: "count" }}
          right={{ unit: "percent", max: 100 }}
          series={[
            { name: "Failed", kind: "bar", tone: "bad", values: column(given, "jobs_failed") },
            { name: "Succeeded", kind: "bar", tone: "volume", values: column(given, "jobs_succeeded") },
            {
              name: "Success rate",
              kind: "line",
              tone: "accent",
              axis: "right",
              values: column(given, "job_success_rate"),
            },
          ]}
        />
      </ChartFigure>
    </Card>
  );
}

/** When in the week something happens. @param what one of it, in words */
export function WeekHeatmap({
  title,
  hours,
  what,
  zone,
}: {
  title: string;
  hours: number[][];
  what: string;
  zone: string;
}) {
  return (
    <Card>
      <ChartFigure
        title={title}
        summary={weekSummary(hours, what, zone)}
        table={weekTable(hours, zone)}
        legend={<HeatmapLegend />}
      >
        <Heatmap
          label={title}
          rows={WEEKDAYS}
          columns={HOURS}
          values={hours}
          measure={`${what[0]!.toUpperCase()}${what.slice(1)}s`}
          nameOf={(row, hour) => `${WEEKDAY_NAMES[row]} ${HOURS[hour]}`}
        />
      </ChartFigure>
    </Card>
  );
}
