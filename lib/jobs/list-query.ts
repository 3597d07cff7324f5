import { z } from "zod";
import { MAX_CURSOR } from "../http/cursor";
import { inputFaults } from "../http/json";
import { badRequest, type InputFault } from "../http/problem";
import { parseInstant } from "../stats/range";
import { OUTCOMES, type Outcome } from "./job";
import type { RunFilter, RunPosition, StoredRun } from "./store";

/** An empty parameter is as good as none: forms send them. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** The query of `GET /api/bots/{bot_id}/jobs`. */
export const jobListQuery = z.object({
  status: optional(
    z
      .string()
      .refine((text) => text === "running" || text.split(",").every((each) => OUTCOMES.includes(each as Outcome)), {
        error: `must be running, or any of ${OUTCOMES.join(", ")}, joined by commas`,
      }),
  ).describe(`running, or any of ${OUTCOMES.join(", ")}, joined by commas; every ended run where left out.`),
  type: optional(z.string().max(200)).describe("The job type."),
  error: optional(z.string().regex(/^[0-9a-f]{14}$/, "must be the key of an error group")).describe(
    "`key` of one of the bot's error groups: runs that failed by it. A page may then be shorter than `limit`, or empty, while `next_cursor` leads on.",
  ),
  from: optional(z.string().max(100)).describe("Runs that ended (running ones: started) then or later, in RFC 3339."),
  to: optional(z.string().max(100)).describe("Runs that ended (running ones: started) before, in RFC 3339."),
  limit: optional(
    z
      .string()
      .regex(/^\d{1,3}$/, "must be a whole number from 1 to 500")
      .transform(Number)
      .pipe(z.int().min(1).max(500)),
  ).describe("1 to 500; 50 where left out."),
  cursor: optional(z.string().max(MAX_CURSOR)).describe("`next_cursor` of the page before."),
});

/** What a list of runs is asked for. */
export interface JobListRequest {
  filter: RunFilter;
  /** Key of an error group; undefined for any run. */
  error: string | undefined;
  limit: number;
  after: RunPosition | undefined;
}

const DEFAULT_LIMIT = 50;

/** Reads a query. @throws Problem 400 with the faults by parameter */
export function parseJobList(search: Record<string, string | undefined>): JobListRequest {
  const parsed = jobListQuery.safeParse(search);
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  const { status, type, error, from, to, limit = DEFAULT_LIMIT, cursor } = parsed.data;
  const faults: InputFault[] = [];
  const instantOf = (path: "from" | "to", text: string | undefined) =>
    text === undefined ? undefined : new Date(parseInstant(path, text, faults));
  const span = { from: instantOf("from", from), to: instantOf("to", to) };
  if (error && status && status !== "failed") {
    faults.push({ path: "error", message: "only failed runs have an error: leave status out" });
  }
  if (faults.length > 0) throw badRequest("The query does not fit.", faults);
  return {
    filter: {
      state: status === "running" ? "open" : "ended",
      outcomes: error ? ["failed"] : status === "running" ? undefined : status?.split(","),
      jobType: type,
      ...span,
    },
    error,
    limit,
    after: cursor === undefined ? undefined : positionOf(cursor),
  };
}

/** Where the run stands in its list, as an opaque cursor. */
export function cursorOf(run: StoredRun): string {
  const at = (run.finishedAt ?? run.startedAt)!.getTime().toString(36);
  return `${at}.${run.attempt.toString(36)}.${encodeURIComponent(run.jobId)}`;
}

/** Where the run stands in its list. */
export function placeOf(run: StoredRun): RunPosition {
  return { at: (run.finishedAt ?? run.startedAt)!, attempt: run.attempt, jobId: run.jobId };
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
