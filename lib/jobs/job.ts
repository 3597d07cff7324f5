import { z } from "zod";

/** How a run ended. */
export const OUTCOMES = ["succeeded", "failed", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Where a run stands: waiting, under way, or ended. */
export const RUN_STATUSES = ["queued", "running", ...OUTCOMES] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

const instant = z.iso.datetime();
const measure = z.number().min(0).nullable();

/** One attempt of a job: what is known of it so far. */
export const jobRunSchema = z.object({
  attempt: z.int().min(1),
  status: z.enum(RUN_STATUSES),
  queued_at: instant.nullable(),
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  duration_ms: measure,
  progress_percent: z.number().min(0).max(100).nullable(),
  progress_note: z.string().nullable(),
  error: z
    .object({ type: z.string().nullable(), message: z.string().nullable(), stack: z.string().nullable() })
    .nullable(),
  dead_lettered: z.boolean(),
  cost_usd: measure,
  value_usd: z.number().nullable(),
  cpu_ms: measure,
  memory_peak_bytes: measure,
});
export type JobRun = z.infer<typeof jobRunSchema>;

/** An event of the log. */
export const storedEventSchema = z.object({
  event_id: z.string(),
  type: z.string(),
  bot_id: z.string(),
  time: instant,
  received_at: instant,
  data: z.record(z.string(), z.unknown()),
});
export type StoredEvent = z.infer<typeof storedEventSchema>;

/** One job's life: `GET /api/bots/{bot_id}/jobs/{job_id}`. */
export const jobDetailAnswer = z.object({
  bot_id: z.string(),
  job_id: z.string(),
  status: z.enum(RUN_STATUSES).describe("Of the last attempt."),
  queue: z.string().nullable(),
  job_type: z.string().nullable(),
  customer_id: z.string().nullable(),
  runs: z.array(jobRunSchema).describe("By attempt, the first first."),
  events: z.array(storedEventSchema).describe("Oldest first; gone once raw events are no longer kept."),
  events_truncated: z.boolean().describe("There are more events than are listed."),
});
export type JobDetail = z.infer<typeof jobDetailAnswer>;

/** A run in a list. */
export const jobSummarySchema = z.object({
  job_id: z.string(),
  attempt: z.int().min(1),
  status: z.enum(RUN_STATUSES),
  queue: z.string().nullable(),
  job_type: z.string().nullable(),
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  duration_ms: measure,
  duration_formatted: z.string().nullable(),
  error: z.string().nullable(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

/** A page of `GET /api/bots/{bot_id}/jobs`. */
export const jobListAnswer = z.object({ jobs: z.array(jobSummarySchema), next_cursor: z.string().nullable() });
export type JobPage = z.infer<typeof jobListAnswer>;
