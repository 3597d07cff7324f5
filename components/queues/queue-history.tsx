"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { Card } from "@/components/ui/card";
import { ChartFigure } from "@/components/ui/chart-figure";
import { Legend, LegendItem } from "@/components/ui/chart-parts";
import { Plot } from "@/components/ui/chart-plot";
import { DataTable } from "@/components/ui/table";
import { LinkTabs } from "@/components/ui/tabs";
import { Time } from "@/components/ui/time";
import type { QueueHistory as History } from "@/lib/queues/queue";
import { formatCount } from "@/lib/stats/format";
import { type QueuesQuery, queuesPath, RANGES, type RangeName } from "./query";
import { ageInWords, axisName, backlogSummary, backlogTable, flowSummary, flowTable, spanName } from "./summaries";

const EVERY_MS = 10_000;

/** One queue over time: what waited in it, what went in and out, and what each bot last said of it. */
export function QueueHistory({ initial, query }: { initial: History; query: QueuesQuery }) {
  const path = `/api/queues/${encodeURIComponent(query.queue)}?hours=${RANGES[query.range]}`;
  const { data, stale } = useRefreshed(path, initial, EVERY_MS);
  return (
    <section aria-label={`Queue ${data.queue}`} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="min-w-0 truncate text-base font-semibold">{data.queue}</h2>
        <span className="flex flex-wrap items-center gap-3 print:hidden">
          <LinkTabs
            label="Period"
            tabs={(Object.keys(RANGES) as RangeName[]).map((range) => ({
              name: range,
              href: queuesPath({ ...query, range }),
              current: range === query.range,
            }))}
          />
          <Link
            href={queuesPath({ ...query, queue: "" })}
            scroll={false}
            prefetch={false}
            className="rounded text-xs text-muted hover:text-text"
          >
            Close
          </Link>
        </span>
      </div>
      <StaleNotice stale={stale} />
      <div className="grid gap-3 xl:grid-cols-2">
        <Backlog history={data} />
        <Flow history={data} />
      </div>
      <Samples samples={data.samples} />
    </section>
  );
}

/** Names of the places of both charts. */
const places = (history: History) => ({
  labels: history.points.map((point) => axisName(point, history)),
  headings: history.points.map((point) => `${spanName(point, history)} UTC`),
});

function Backlog({ history }: { history: History }) {
  const { points } = history;
  return (
    <Card>
      <ChartFigure
        title="Waiting"
        summary={backlogSummary(history)}
        legend={
          <Legend>
            <LegendItem mark="area">Pending</LegendItem>
            <LegendItem mark="dashed" tone="info">
              Processing
            </LegendItem>
            <LegendItem mark="dotted">Dead letters</LegendItem>
          </Legend>
        }
        table={backlogTable(history)}
      >
        <Plot
          label="Jobs waiting"
          {...places(history)}
          left={{ unit: "count" }}
          series={[
            { name: "Pending", kind: "area", tone: "accent", values: points.map((point) => point.pending) },
            {
              name: "Processing",
              kind: "line",
              tone: "info",
              stroke: "dashed",
              values: points.map((point) => point.processing),
            },
            {
              name: "Dead letters",
              kind: "line",
              tone: "bad",
              stroke: "dotted",
              values: points.map((point) => point.dead_letter),
            },
          ]}
        />
      </ChartFigure>
    </Card>
  );
}

function Flow({ history }: { history: History }) {
  const { points } = history;
  return (
    <Card>
      <ChartFigure
        title="In and out"
        summary={flowSummary(history)}
        legend={
          <Legend>
            <LegendItem mark="bar">Out</LegendItem>
            <LegendItem mark="line" tone="accent">
              In
            </LegendItem>
          </Legend>
        }
        table={flowTable(history)}
      >
        <Plot
          label="Attempts in and out"
          {...places(history)}
          left={{ unit: "count" }}
          series={[
            { name: "Out", kind: "bar", tone: "volume", values: points.map((point) => point.out) },
            { name: "In", kind: "line", tone: "accent", values: points.map((point) => point.in) },
          ]}
        />
      </ChartFigure>
    </Card>
  );
}

function Samples({ samples }: { samples: History["samples"] }) {
  if (samples.length < 2) return null;
  return (
    <Card title="As each bot last sampled it" flush>
      <DataTable
        caption="Samples by bot"
        columns={[
          { key: "bot", heading: "Bot" },
          { key: "pending", heading: "Pending", align: "right" },
          { key: "processing", heading: "Processing", align: "right", from: "sm" },
          { key: "dead", heading: "Dead letters", align: "right", from: "sm" },
          { key: "oldest", heading: "Oldest", align: "right" },
          { key: "sampled", heading: "Sampled" },
        ]}
        rows={samples.map((sample) => ({
          key: sample.bot_id,
          cells: {
            bot: (
              <Link
                href={`/bots/${encodeURIComponent(sample.bot_id)}`}
                prefetch={false}
                className="font-medium hover:underline"
              >
                {sample.bot_id}
              </Link>
            ),
            pending: formatCount(sample.pending),
            processing: formatCount(sample.processing),
            dead: formatCount(sample.dead_letter),
            oldest: ageInWords(sample.oldest_age_seconds),
            sampled: <Time at={sample.sampled_at} />,
          },
        }))}
      />
    </Card>
  );
}
