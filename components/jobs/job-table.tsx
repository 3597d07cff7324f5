import Link from "next/link";
import { DataTable } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { JobSummary } from "@/lib/jobs/job";
import { UNKNOWN } from "@/lib/stats/format";
import { JobStatusBadge } from "./outcome";

/** Runs of a bot, one row each. @param running whether they are under way, and so told by their start */
export function JobTable({ botId, jobs, running }: { botId: string; jobs: JobSummary[]; running: boolean }) {
  return (
    <DataTable
      caption="Jobs"
      columns={[
        { key: "job", heading: "Job" },
        { key: "status", heading: running ? "Status" : "Outcome" },
        { key: "type", heading: "Type", from: "md" },
        { key: "duration", heading: "Duration", align: "right" },
        { key: "at", heading: running ? "Started" : "Ended", from: "sm" },
        { key: "attempt", heading: "Attempt", align: "right", from: "lg" },
        { key: "error", heading: "Error", from: "md" },
      ]}
      rows={jobs.map((job) => ({
        key: `${job.job_id} ${job.attempt}`,
        cells: {
          job: (
            <Link
              href={`/bots/${encodeURIComponent(botId)}/jobs/${encodeURIComponent(job.job_id)}`}
              prefetch={false}
              data-row
              className="block max-w-36 truncate font-semibold hover:underline sm:max-w-64"
              title={job.job_id}
            >
              {job.job_id}
            </Link>
          ),
          status: <JobStatusBadge status={job.status} />,
          type: job.job_type ?? UNKNOWN,
          duration: job.duration_formatted ?? UNKNOWN,
          at: <Time at={running ? job.started_at : job.finished_at} />,
          attempt: job.attempt,
          error: job.error && (
            <span className="block max-w-80 truncate text-bad xl:max-w-xl" title={job.error}>
              {job.error}
            </span>
          ),
        },
      }))}
    />
  );
}
