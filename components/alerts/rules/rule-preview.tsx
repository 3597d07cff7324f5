"use client";
import { useEffect, useState } from "react";
import { call } from "@/components/console/call";
import { Card } from "@/components/ui/card";
import { Stats } from "@/components/ui/stat";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Preview } from "@/lib/alerts/history/schema";
import type { Unit } from "@/lib/alerts/metric";
import { formatCount, formatDuration } from "@/lib/stats/format";
import { MetricChart } from "../metric-chart";
import { told } from "../words";

const WAIT_MS = 600;
const MOST_CHARTS = 3;

/** What a rule measures of late and would have done in the last 30 days, asked anew as it is written. */
export function RulePreview({ body }: { body: Record<string, unknown> }) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const wanted = JSON.stringify({ ...body, name: body.name || "preview" });
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await call<Preview>("POST", "/api/alert-rules/preview", JSON.parse(wanted));
      if (isOver) return;
      setFailed(answer.ok ? null : answer.reason);
      if (answer.ok) setPreview(answer.data);
    }, WAIT_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return (
    <div className="flex min-w-0 flex-col gap-4" aria-busy={preview === null && failed === null}>
      {failed && (
        <p role="status" className="text-[0.8125rem] text-muted">
          This cannot be tried yet: {failed}
        </p>
      )}
      {preview === null ? (
        !failed && (
          <Card>
            <State shape="ring" title="Looking back">
              What the rule would have done in the last 30 days is being computed.
            </State>
          </Card>
        )
      ) : (
        <Found preview={preview} />
      )}
    </div>
  );
}

function Found({ preview }: { preview: Preview }) {
  const { backtest, chart, metric } = preview;
  return (
    <>
      {backtest && (
        <Stats
          label="In the last 30 days it would have fired"
          stats={[
            { label: "Would have fired", value: formatCount(backtest.firings), note: "times in 30 days" },
            {
              label: "For",
              value: formatCount(backtest.subjects_fired),
              note: `of ${formatCount(backtest.of_subjects)}`,
            },
            { label: "In all", value: formatDuration(backtest.firing_seconds * 1000) },
            {
              label: "Longest",
              value: backtest.longest_seconds === null ? "–" : formatDuration(backtest.longest_seconds * 1000),
            },
            {
              label: "In breach now",
              value: formatCount(preview.breaching),
              note: `of ${formatCount(preview.subjects)}`,
            },
          ]}
        />
      )}
      {chart?.courses.slice(0, MOST_CHARTS).map((course) => (
        <Card key={course.subject}>
          <MetricChart
            title={course.name}
            {...{ metric, operator: preview.operator, threshold: preview.threshold }}
            points={course.points}
          />
        </Card>
      ))}
      {backtest && backtest.newest.length > 0 && (
        <Card title="When it would have fired" flush>
          <DataTable
            caption="Firings of the last 30 days, the newest first"
            columns={[
              { key: "what", heading: "What" },
              { key: "fired", heading: "Fired" },
              { key: "lasted", heading: "Lasted", align: "right" },
              { key: "worst", heading: "Worst value", align: "right", from: "sm" },
            ]}
            rows={backtest.newest.map((firing) => ({
              key: `${firing.subject} ${firing.fired_at}`,
              cells: {
                what: firing.name,
                fired: <Time at={firing.fired_at} />,
                lasted: firing.resolved_at
                  ? formatDuration(Date.parse(firing.resolved_at) - Date.parse(firing.fired_at))
                  : "goes on",
                worst: told(firing.worst_value, metric.unit as Unit),
              },
            }))}
          />
        </Card>
      )}
      {preview.notes.map((note) => (
        <p key={note} className="text-xs text-faint">
          {note}
        </p>
      ))}
    </>
  );
}
