import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/stat";
import { Ticking } from "@/components/ui/ticking";
import { Time } from "@/components/ui/time";
import type { JobRun } from "@/lib/jobs/job";
import { formatBytes, formatDuration } from "@/lib/stats/format";
import { stationsOf } from "./life";
import { JobStatusBadge } from "./outcome";

/**
 * One attempt of a job: its stations, its cost where told, its error with the stack.
 * @param runningSeconds how long it has run when it is the one that runs now, else null
 */
export function Attempt({ run, runningSeconds }: { run: JobRun; runningSeconds: number | null }) {
  return (
    <Card title={`Attempt ${run.attempt}`} aside={<JobStatusBadge status={run.status} />}>
      <ol className="relative ml-1 border-l border-line-strong">
        {stationsOf(run).map((station) => (
          <li key={station.name} className="relative py-1.5 pl-5 text-[0.8125rem]">
            <span
              aria-hidden="true"
              className="absolute top-3 -left-[5px] size-2.5 rounded-full bg-surface ring-2 ring-line-strong"
            />
            <span className="mr-2 font-medium">{station.name}</span>
            <span className="text-muted">
              {station.at && <Time at={station.at} />} {station.note}
            </span>
          </li>
        ))}
        {runningSeconds !== null && (
          <li className="relative py-1.5 pl-5 text-[0.8125rem]">
            <span aria-hidden="true" className="absolute top-3 -left-[5px] size-2.5 rounded-full bg-accent-solid" />
            Running for <Ticking seconds={runningSeconds} />
          </li>
        )}
      </ol>
      <Costs run={run} />
      {run.error && <JobError error={run.error} />}
    </Card>
  );
}

const usd = (amount: number) => `$${amount.toFixed(Math.abs(amount) < 0.1 ? 4 : 2)}`;

function Costs({ run }: { run: JobRun }) {
  const facts = [
    { name: "CPU time", value: run.cpu_ms === null ? null : formatDuration(run.cpu_ms) },
    { name: "Peak memory", value: run.memory_peak_bytes === null ? null : formatBytes(run.memory_peak_bytes) },
    { name: "Cost", value: run.cost_usd === null ? null : usd(run.cost_usd) },
    { name: "Value", value: run.value_usd === null ? null : usd(run.value_usd) },
  ].filter((fact) => fact.value !== null);
  if (facts.length === 0) return null;
  return (
    <div className="mt-3 max-w-xs">
      <Facts facts={facts} />
    </div>
  );
}

function JobError({ error }: { error: NonNullable<JobRun["error"]> }) {
  return (
    <div className="mt-3 rounded-md bg-bad/5 p-3 text-[0.8125rem] ring-1 ring-bad/25 ring-inset">
      <p className="break-words text-bad">
        <span className="font-semibold">{error.type ?? "Error"}</span>
        {error.message && `: ${error.message}`}
      </p>
      {error.stack && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <section tabIndex={0} aria-label="Stack" className="mt-2 max-h-80 overflow-auto">
          <pre className="font-mono text-xs leading-5 text-muted">{error.stack}</pre>
        </section>
      )}
    </div>
  );
}
