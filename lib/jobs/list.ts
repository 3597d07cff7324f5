import { z } from "zod";
import { botExists } from "../bots/store";
import type { Database } from "../db/client";
import { inputFaults } from "../http/json";
import { badRequest, notFound } from "../http/problem";
import { type JobPage, OUTCOMES, type Outcome } from "./job";
import { jobSummaryOf } from "./run";
import { type RunPosition, type StoredRun, selectEndedRuns, selectOpenRuns } from "./store";

const empty = (value: unknown) => (value === "" ? undefined : value);

/** The query of `GET /api/bots/{bot_id}/jobs`. */
export const jobListQuery = z.object({
  status: z
    .preprocess(
      empty,
      z
        .string()
        .refine((text) => text === "running" || text.split(",").every((each) => OUTCOMES.includes(each as Outcome)), {
          error: `must be running, or any of ${OUTCOMES.join(", ")}, joined by commas`,
        })
        .optional(),
    )
    .describe(`running, or any of ${OUTCOMES.join(", ")}, joined by commas; every ended run where left out.`),
  limit: z
    .preprocess(
      empty,
      z
        .string()
        .regex(/^\d{1,3}$/, "must be a whole number from 1 to 500")
        .transform(Number)
        .pipe(z.int().min(1).max(500))
        .optional(),
    )
    .describe("1 to 500; 50 where left out."),
  cursor: z.preprocess(empty, z.string().max(1000).optional()).describe("`next_cursor` of the page before."),
});

const DEFAULT_LIMIT = 50;

/**
 * A page of a bot's runs, the last first: those that ended, or those under way.
 * @throws Problem 400 when the query makes no sense, 404 when there is no such bot
 */
export async function listJobs(
  { db }: { db: Database },
  botId: string,
  search: Record<string, string | undefined>,
): Promise<JobPage> {
  const parsed = jobListQuery.safeParse(search);
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  const { status, cursor, limit = DEFAULT_LIMIT } = parsed.data;
  const asked = { limit: limit + 1, ...(cursor && { after: positionOf(cursor) }) };
  const runs =
    status === "running"
      ? await selectOpenRuns(db, botId, asked)
      : await selectEndedRuns(db, botId, { ...asked, outcomes: status?.split(",") ?? [] });
  if (runs.length === 0 && !(await botExists(db, botId))) throw notFound("There is no such bot.");
  const page = runs.slice(0, limit);
  const last = page.at(-1);
  return { jobs: page.map(jobSummaryOf), next_cursor: last && runs.length > limit ? cursorOf(last) : null };
}

/** Where the run stands in its list, as an opaque cursor. */
function cursorOf(run: StoredRun): string {
  const at = (run.finishedAt ?? run.startedAt)!.getTime().toString(36);
  return `${at}.${run.attempt.toString(36)}.${encodeURIComponent(run.jobId)}`;
}

function positionOf(cursor: string): RunPosition {
  const [, at, attempt, jobId] = /^([0-9a-z]{1,9})\.([0-9a-z]{1,5})\.(.+)$/.exec(cursor) ?? [];
  try {
    if (!at || !attempt || !jobId || jobId.includes("%00")) throw new Error("another shape");
    const position = { at: new Date(Number.parseInt(at, 36)), attempt: Number.parseInt(attempt, 36) };
    return { ...position, jobId: decodeURIComponent(jobId) };
  } catch {
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  }
}
