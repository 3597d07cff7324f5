import { Sparkline } from "@/components/ui/sparkline";
import type { Dashboard, Work } from "@/lib/stats/dashboard/schema";
import { formatCount, formatDuration, formatPercent, UNKNOWN } from "@/lib/stats/format";
import { changeInWords } from "./summaries";

const told = (ms: number | null) => (ms === null ? UNKNOWN : formatDuration(ms));

/** The figures that matter most, each with its change and its course over 24 hours. */
export function Kpis({ dashboard }: { dashboard: Dashboard }) {
  const { messages, requests, users, fleet } = dashboard;
  const answers = messages.avg_ms === null && requests.avg_ms !== null ? requests : messages;
  const [done, noun] = mainWork(dashboard);
  const available = fleet.availability.percent;
  return (
    <dl
      aria-label="Figures of the last 24 hours"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg bg-line shadow-tremor-card ring-1 ring-line md:grid-cols-3 2xl:grid-cols-6"
    >
      <Kpi name="Messages, 24 h" value={formatCount(messages.last_24h)} course={counts(messages)}>
        <Change percent={messages.change_percent} />
      </Kpi>
      <Kpi name="Active users" value={formatCount(users.active_30m)} unit="in 30 min">
        {formatCount(users.active_today)} today, {formatCount(users.active_7d)} in 7 days
      </Kpi>
      <Kpi
        name={answers === requests ? "Response time, requests" : "Response time"}
        value={told(answers.avg_ms)}
        unit="on average"
        course={answers.hours.map((hour) => hour.avg_ms)}
      >
        p95 {told(answers.p95_ms)}, before {told(answers.previous_avg_ms)}
      </Kpi>
      <Kpi
        name="Throughput"
        value={formatCount(done.last_hour)}
        unit={`${noun} in the last hour`}
        course={counts(done)}
      >
        {formatCount(done.last_24h)} in 24 h <Change percent={done.change_percent} short />
      </Kpi>
      <Kpi
        name={`Success rate of ${noun}`}
        value={formatPercent(done.success_rate)}
        course={done.hours.map(({ count, failed }) => (count === 0 ? null : ((count - failed) * 100) / count))}
      >
        {formatCount(done.failed_24h)} failed, before {formatPercent(done.previous_success_rate)}
      </Kpi>
      <Kpi name="Availability of bots, 24 h" value={available === null ? UNKNOWN : `${available}%`}>
        <span title={fleet.availability.computed_from}>
          from heartbeats of {formatCount(fleet.availability.bots)} bots
        </span>
      </Kpi>
    </dl>
  );
}

/** What the fleet mostly does: jobs where there are any, else messages, else requests. */
function mainWork({ jobs, messages, requests }: Dashboard): [Work, noun: string] {
  if (jobs.last_24h > 0) return [jobs, "jobs"];
  if (messages.last_24h > 0) return [messages, "messages"];
  return requests.last_24h > 0 ? [requests, "requests"] : [jobs, "jobs"];
}

const counts = (work: Work) => work.hours.map((hour) => hour.count);

function Kpi({
  name,
  value,
  unit,
  course,
  children,
}: {
  name: string;
  value: string;
  unit?: string;
  /** Over the last 24 hours, oldest first. */
  course?: (number | null)[];
  children: React.ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col bg-surface px-4 py-3">
      <dt className="truncate text-xs text-faint">{name}</dt>
      <dd className="mt-1 flex flex-1 flex-col gap-1">
        <span className="flex items-end justify-between gap-3">
          <span className="whitespace-nowrap">
            <span className="text-2xl leading-8 font-semibold tracking-tight">{value}</span>
            {unit && <span className="ml-1.5 text-xs text-muted max-sm:sr-only">{unit}</span>}
          </span>
          {course && (
            <span className="hidden h-7 w-16 shrink-0 pb-0.5 sm:block">
              <Sparkline values={course} />
            </span>
          )}
        </span>
        <span className="text-xs text-muted">{children}</span>
      </dd>
    </div>
  );
}

/** A change by arrow and words, which say what the arrow only hints at. */
function Change({ percent, short = false }: { percent: number | null; short?: boolean }) {
  const { arrow, words } = changeInWords(percent);
  if (short && percent === null) return null;
  const size = percent === null ? "" : `${formatCount(Math.abs(percent))}%`;
  return (
    <span title={words} className="whitespace-nowrap">
      <span aria-hidden="true">{short || percent !== null ? `${arrow} ${size}` : words}</span>
      <span className="sr-only">{words}</span>
      {!short && percent !== null && <span aria-hidden="true"> on the 24 h before</span>}
    </span>
  );
}
