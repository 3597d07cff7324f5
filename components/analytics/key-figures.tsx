import type { ChartTone } from "@/components/ui/chart-parts";
import { type ChartUnit, formatValue } from "@/components/ui/chart-scale";
import { Sparkline } from "@/components/ui/sparkline";
import type { AnalyticsOverview, Figure, FigureName } from "@/lib/stats/analytics/schema";
import { changeOf } from "./change";

interface KeyFigure {
  name: FigureName;
  label: string;
  unit: ChartUnit;
  /** Which way is good news; left out where neither is. */
  better?: "more" | "less";
  tone?: ChartTone;
}

const KEY_FIGURES: KeyFigure[] = [
  { name: "messages", label: "Messages", unit: "count" },
  { name: "active_users", label: "Active users", unit: "count", better: "more" },
  { name: "avg_response_time_ms", label: "Response time, mean", unit: "duration", better: "less" },
  { name: "p95_response_time_ms", label: "Response time, p95", unit: "duration", better: "less" },
  { name: "message_failure_rate", label: "Messages failed", unit: "percent", better: "less", tone: "bad" },
  { name: "jobs", label: "Jobs", unit: "count" },
  { name: "job_success_rate", label: "Jobs succeeded", unit: "percent", better: "more", tone: "ok" },
  { name: "p95_job_duration_ms", label: "Job duration, p95", unit: "duration", better: "less" },
];

/** The period's figures, each with its change against the period before and its course. */
export function KeyFigures({ overview }: { overview: AnalyticsOverview }) {
  return (
    <dl
      aria-label="Key figures"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg bg-line ring-1 ring-line lg:grid-cols-4 min-[120rem]:grid-cols-8"
    >
      {KEY_FIGURES.map((key) => (
        <div key={key.name} className="flex min-w-0 flex-col bg-surface px-4 pt-3 pb-2">
          <dt className="text-xs text-faint">{key.label}</dt>
          <dd className="mt-1">
            <span className="text-2xl leading-8 font-semibold tracking-tight">
              {formatValue(key.unit, overview.figures[key.name].value)}
            </span>
            <Change figure={overview.figures[key.name]} unit={key.unit} better={key.better} />
          </dd>
          <dd className="mt-2 h-8">
            <Sparkline values={overview.figures[key.name].trend} tone={key.tone} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const NEWS = { good: "text-ok", bad: "text-bad", none: "text-muted" };
const ARROWS = { up: "M5 9V1.5M1.8 4.7L5 1.5l3.2 3.2", down: "M5 1v7.5M1.8 5.3L5 8.5l3.2-3.2", same: "M1.5 5h7" };

function Change({ figure, unit, better }: { figure: Figure } & Pick<KeyFigure, "unit" | "better">) {
  const change = changeOf(figure, unit, better);
  return (
    <span className="mt-0.5 flex min-h-4 flex-wrap items-center gap-x-1.5 text-xs">
      {change ? (
        <>
          <span className={`inline-flex items-center gap-1 font-medium whitespace-nowrap ${NEWS[change.news]}`}>
            <svg
              viewBox="0 0 10 10"
              className="size-2.5"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.6"
              aria-hidden="true"
            >
              <path d={ARROWS[change.direction]} strokeLinecap="round" strokeLinejoin="round" />
            </svg>
            {change.words}
          </span>
          <span className="whitespace-nowrap text-faint">from {formatValue(unit, figure.previous)}</span>
        </>
      ) : (
        <span className="text-faint">nothing before to compare</span>
      )}
    </span>
  );
}
