import { z } from "zod";
import { toInstant } from "../../stats/instant";
import { type ErrorSignature, errorSignature } from "./signature";

const instant = z.iso.datetime();
const count = z.int().min(0);

/** The same error, counted together. */
export const errorGroupSchema = z.object({
  key: z.string().describe("Stands for the group in `GET /api/bots/{bot_id}/jobs?error=`."),
  type: z.string().nullable(),
  pattern: z.string().describe("The message with what changes replaced by `<n>`, `<id>`, `<text>`."),
  message: z.string().describe("The newest message as it came."),
  count: count.describe("Failed runs, and errors that told of no failed run of this group."),
  first_seen_at: instant.describe("Within what was examined."),
  last_seen_at: instant,
  jobs: count.describe("Jobs that it touched."),
  failed_jobs: count.describe("Jobs of which a run failed by it."),
  last_job_id: z.string().nullable(),
});
export type ErrorGroup = z.infer<typeof errorGroupSchema>;

/** The errors of a bot in a period: `GET /api/bots/{bot_id}/errors`. */
export const errorGroupsAnswer = z.object({
  bot_id: z.string(),
  from: instant,
  to: instant,
  groups: z.array(errorGroupSchema).describe("The one last seen first."),
  examined: count.describe("Failed runs and errors that the groups were made of: the newest of the period."),
  truncated: z.boolean().describe("There were more than are examined."),
});
export type ErrorGroups = z.infer<typeof errorGroupsAnswer>;

/** One failure: a run that failed, or an error that was told of. */
export interface Failure {
  type: string | null;
  message: string | null;
  /** Epoch ms. */
  at: number;
  jobId: string | null;
  /** Whether it is a run that failed. */
  failedRun: boolean;
}

interface Gathered {
  signature: ErrorSignature;
  runs: Failure[];
  errors: Failure[];
}

/**
 * Groups failures by their signature, the group last seen first. An error that tells of a job counts nothing where a failed
 * run of that job is in the same group: both tell the same.
 * @param failures in any order
 */
export function groupErrors(failures: readonly Failure[]): ErrorGroup[] {
  const groups = new Map<string, Gathered>();
  for (const failure of failures) {
    const signature = errorSignature(failure.type, failure.message);
    const group = groups.get(signature.key) ?? { signature, runs: [], errors: [] };
    groups.set(signature.key, group);
    (failure.failedRun ? group.runs : group.errors).push(failure);
  }
  return [...groups.values()].map(groupOf).sort((a, b) => (a.last_seen_at < b.last_seen_at ? 1 : -1));
}

function groupOf({ signature, runs, errors }: Gathered): ErrorGroup {
  const jobsOf = (failures: readonly Failure[]) =>
    new Set(failures.map(({ jobId }) => jobId).filter((id) => id !== null));
  const failedJobs = jobsOf(runs);
  const told = [...runs, ...errors.filter(({ jobId }) => jobId === null || !failedJobs.has(jobId))];
  const byTime = told.toSorted((a, b) => b.at - a.at);
  const newest = byTime[0]!;
  return {
    ...signature,
    message: newest.message ?? "",
    count: told.length,
    first_seen_at: toInstant(new Date(byTime.at(-1)!.at)),
    last_seen_at: toInstant(new Date(newest.at)),
    jobs: jobsOf(told).size,
    failed_jobs: failedJobs.size,
    last_job_id: byTime.find(({ jobId }) => jobId !== null)?.jobId ?? null,
  };
}
