import { botExists } from "../bots/store";
import type { Database } from "../db/client";
import { notFound } from "../http/problem";
import { errorSignature } from "./errors/signature";
import type { JobPage } from "./job";
import { cursorOf, type JobListRequest, parseJobList, placeOf } from "./list-query";
import { jobSummaryOf } from "./run";
import { type StoredRun, selectRuns } from "./store";

/** Failed runs that are read at once where those of one error group are looked for among them, and how many for a page. */
const BATCH = 500;
const MOST_EXAMINED = 2500;

/**
 * A page of a bot's runs, the last first: those that ended, or those under way.
 * @param search the members of a URL's query: see list-query.ts
 * @throws Problem 400 when the query makes no sense, 404 when there is no such bot
 */
export async function listJobs(
  { db }: { db: Database },
  botId: string,
  search: Record<string, string | undefined>,
): Promise<JobPage> {
  const request = parseJobList(search);
  const { runs, goesOnAfter } = await (request.error ? pageOfError : pageOf)(db, botId, request);
  if (runs.length === 0 && !(await botExists(db, botId))) throw notFound("There is no such bot.");
  return { jobs: runs.map(jobSummaryOf), next_cursor: goesOnAfter ? cursorOf(goesOnAfter) : null };
}

/** Runs of a page, and the run after which the next page begins; null on the last. */
interface RunPage {
  runs: StoredRun[];
  goesOnAfter: StoredRun | null;
}

async function pageOf(db: Database, botId: string, { filter, limit, after }: JobListRequest): Promise<RunPage> {
  const found = await selectRuns(db, botId, filter, { limit: limit + 1, after });
  const runs = found.slice(0, limit);
  return { runs, goesOnAfter: found.length > limit ? runs.at(-1)! : null };
}

/** What errors are grouped by is not stored, so failed runs are read in batches and those of the group picked out. */
async function pageOfError(db: Database, botId: string, request: JobListRequest): Promise<RunPage> {
  const { filter, error, limit } = request;
  const runs: StoredRun[] = [];
  let after = request.after;
  for (let examined = 0; ; ) {
    const batch = await selectRuns(db, botId, filter, { limit: BATCH, after });
    for (const run of batch) {
      if (errorSignature(run.errorType, run.errorMessage).key !== error) continue;
      if (runs.length === limit) return { runs, goesOnAfter: runs.at(-1)! };
      runs.push(run);
    }
    examined += batch.length;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return { runs, goesOnAfter: null };
    if (examined >= MOST_EXAMINED) return { runs, goesOnAfter: last };
    after = placeOf(last);
  }
}
