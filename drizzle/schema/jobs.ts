import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, xid8 } from "./columns";

/**
 * One attempt of one job: what is known of it so far, whatever order its events came in. It becomes terminal once.
 * The `*_xid` columns name the transaction in which a fact first became known; that transaction alone counts it.
 */
export const jobRuns = pgTable(
  "job_runs",
  {
    botId: text("bot_id").notNull(),
    jobId: text("job_id").notNull(),
    attempt: integer("attempt").notNull(),
    queue: text("queue"),
    jobType: text("job_type"),
    customerId: text("customer_id"),
    queuedAt: instant("queued_at"),
    startedAt: instant("started_at"),
    /** Receipt of the start: liveness trusts only our own clock. */
    startReceivedAt: instant("start_received_at"),
    finishedAt: instant("finished_at"),
    /** succeeded, failed or cancelled; null while the run is open. */
    outcome: text("outcome"),
    durationMs: doublePrecision("duration_ms"),
    /** The bot told the duration; else it was reckoned from start and end. */
    durationTold: boolean("duration_told").notNull().default(false),
    /** The job type became known after the end, which was counted without one: so is what is counted later. */
    typedLate: boolean("typed_late").notNull().default(false),
    progressPercent: doublePrecision("progress_percent"),
    progressNote: text("progress_note"),
    /** When the newest progress was made, by the bot's clock: an older one that comes late changes nothing. */
    progressTime: instant("progress_time"),
    /** Receipt of the last progress. */
    progressReceivedAt: instant("progress_received_at"),
    errorType: text("error_type"),
    errorMessage: text("error_message"),
    errorStack: text("error_stack"),
    deadLettered: boolean("dead_lettered").notNull().default(false),
    costUsd: doublePrecision("cost_usd"),
    valueUsd: doublePrecision("value_usd"),
    cpuMs: doublePrecision("cpu_ms"),
    memoryPeakBytes: doublePrecision("memory_peak_bytes"),
    updatedAt: instant("updated_at").notNull(),
    createdXid: xid8("created_xid").notNull(),
    finishXid: xid8("finish_xid"),
    durationXid: xid8("duration_xid"),
  },
  (t) => [
    primaryKey({ columns: [t.botId, t.jobId, t.attempt] }),
    index("job_runs_finished").on(t.botId, t.finishedAt.desc()).where(sql`finished_at is not null`),
    index("job_runs_open").on(t.botId, t.startedAt.desc()).where(sql`finished_at is null and started_at is not null`),
    index("job_runs_unfinished").on(t.botId).where(sql`finished_at is null`),
  ],
);
