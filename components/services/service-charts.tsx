import { Card } from "@/components/ui/card";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { Plot } from "@/components/ui/chart-plot";
import type { ServiceDetail } from "@/lib/stats/services/schema";
import { axisName, CHARTED, durationSummary, durationTable, stepName, volumeSummary, volumeTable } from "./summaries";

const TONE = { "2xx": "volume", "3xx": "info", "4xx": "warn", "5xx": "bad" } as const;

/** A service's requests by class of status and its durations, over time. */
export function ServiceCharts({ detail }: { detail: ServiceDetail }) {
  const { points } = detail;
  const places = {
    labels: points.map((point) => axisName(point, detail)),
    headings: points.map((point) => `${stepName(point, detail)} UTC`),
  };
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Card>
        <ChartFigure
          title="Requests by status"
          summary={volumeSummary(detail)}
          legend={
            <Legend>
              {CHARTED.map((name) => (
                <LegendItem key={name} mark="bar" tone={TONE[name]}>
                  {name}
                </LegendItem>
              ))}
            </Legend>
          }
          table={volumeTable(detail)}
        >
          <Plot
            label="Requests by class of status"
            {...places}
            left={{ unit: "count" }}
            series={CHARTED.map((name) => ({
              ...({ name, kind: "bar", tone: TONE[name] } as const),
              values: points.map((point) => point.by_class[name] ?? 0),
            }))}
          />
        </ChartFigure>
      </Card>
      <Card>
        <ChartFigure
          title="Durations"
          summary={durationSummary(detail)}
          legend={
            <Legend>
              <LegendItem mark="line">p50</LegendItem>
              <LegendItem mark="dashed">p95</LegendItem>
              <LegendItem mark="dotted">p99</LegendItem>
            </Legend>
          }
          table={durationTable(detail)}
        >
          <Plot
            label="Durations of requests"
            {...places}
            left={{ unit: "duration" }}
            series={[
              { name: "p50", kind: "line", tone: "accent", values: points.map((point) => point.p50_duration_ms) },
              {
                ...{ name: "p95", kind: "line", tone: "warn", stroke: "dashed" },
                values: points.map((point) => point.p95_duration_ms),
              },
              {
                ...{ name: "p99", kind: "line", tone: "bad", stroke: "dotted" },
                values: points.map((point) => point.p99_duration_ms),
              },
            ]}
          />
        </ChartFigure>
      </Card>
    </div>
  );
}
