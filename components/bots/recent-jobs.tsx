import Link from "next/link";
import { JobStatusBadge } from "@/components/jobs/outcome";
import { Card } from "@/components/ui/card";
import { State } from "@/components/ui/state";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { BotStats } from "@/lib/stats/bot-stats";
import { told } from "./summaries";

/** The bot's last jobs, newest first, each with its duration and its error. */
export function RecentJobs({ botId, jobs }: { botId: string; jobs: BotStats["recent_jobs"] }) {
  return (
    <Card
      title="Last 50 jobs"
      aside={
        <Link
          href={`/bots/${encodeURIComponent(botId)}/jobs`}
          prefetch={false}
          className="rounded text-xs font-medium text-accent hover:underline print:hidden"
        >
          All jobs
        </Link>
      }
      flush
    >
      {jobs.length === 0 ? (
        <State shape="dash" title="No job has ended yet">
          A job appears here when the bot sends <code>job.finished</code> for it.
        </State>
      ) : (
        <DataTable
          caption="Last 50 jobs"
          columns={[
            { key: "job", heading: "Job" },
            { key: "status", heading: "Outcome" },
            { key: "duration", heading: "Duration", align: "right" },
            { key: "ended", heading: "Ended", from: "sm" },
            { key: "attempt", heading: "Attempt", align: "right", from: "md" },
            { key: "error", heading: "Error", from: "md" },
          ]}
          rows={jobs.map((job) => ({
            key: `${job.job_id} ${job.attempt}`,
            cells: {
              job: (
                <Link
                  href={`/bots/${encodeURIComponent(botId)}/jobs/${encodeURIComponent(job.job_id)}`}
                  prefetch={false}
                  className="block max-w-36 truncate font-semibold hover:underline sm:max-w-64"
                  title={job.job_id}
                >
                  {job.job_id}
                </Link>
              ),
              status: <JobStatusBadge status={job.status} />,
              duration: told(job.duration_ms),
              ended: <Time at={job.processed_at} />,
              attempt: job.attempt,
              error: <ErrorText error={job.error} />,
            },
          }))}
        />
      )}
    </Card>
  );
}

function ErrorText({ error }: { error: string | null }) {
  if (error === null) return null;
  return (
    <span className="block max-w-80 truncate text-bad xl:max-w-xl" title={error}>
      {error}
    </span>
  );
}
