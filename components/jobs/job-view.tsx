"use client";
import Link from "next/link";
import { StaleNotice } from "@/components/console/stale-notice";
import { useRefreshed } from "@/components/console/use-refreshed";
import { useNow } from "@/components/ui/now";
import type { JobDetail, JobRun } from "@/lib/jobs/job";
import { Attempt } from "./attempt";
import { JobEvents } from "./job-events";
import { JobStatusBadge } from "./outcome";

/** One job's life: every attempt, then the events that told of it. */
export function JobView({ initial }: { initial: JobDetail }) {
  const path = `/api/bots/${encodeURIComponent(initial.bot_id)}/jobs/${encodeURIComponent(initial.job_id)}`;
  const { data: job, stale } = useRefreshed(path, initial);
  const now = useNow();
  return (
    <div className="flex flex-col gap-4">
      <StaleNotice stale={stale} />
      <header>
        <p className="text-[0.8125rem] text-muted">
          Job of{" "}
          <Link
            href={`/bots/${encodeURIComponent(job.bot_id)}`}
            className="text-text underline decoration-line-strong underline-offset-4 hover:decoration-current"
          >
            {job.bot_id}
          </Link>
        </p>
        <div className="mt-0.5 flex flex-wrap items-center gap-2">
          <h1 className="text-lg font-semibold break-all">{job.job_id}</h1>
          <JobStatusBadge status={job.status} />
        </div>
        <p className="mt-1 text-[0.8125rem] text-muted">{about(job)}</p>
      </header>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {job.runs.toReversed().map((run) => (
          <Attempt key={run.attempt} run={run} runningSeconds={runningSeconds(run, now.at)} />
        ))}
      </div>
      <JobEvents events={job.events} truncated={job.events_truncated} />
    </div>
  );
}

function about(job: JobDetail): string {
  const attempts = `${job.runs.length} ${job.runs.length === 1 ? "attempt" : "attempts"}`;
  const facts = [
    ["queue", job.queue],
    ["type", job.job_type],
    ["customer", job.customer_id],
  ].filter(([, value]) => value);
  return [attempts, ...facts.map(([name, value]) => `${name} ${value}`)].join(" · ");
}

function runningSeconds(run: JobRun, now: number): number | null {
  if (run.finished_at || !run.started_at) return null;
  return Math.max(0, (now - Date.parse(run.started_at)) / 1000);
}
