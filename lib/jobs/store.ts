import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { jobRuns } from "@/drizzle/schema/jobs";
import type { Database } from "../db/client";
import { SERIES } from "../rollups/series";
import type { StoredEvent } from "./job";

/** A run as stored. */
export type StoredRun = typeof jobRuns.$inferSelect;

/** A run that a bot may be working on: an open one, or the one that its heartbeat names. Instants in epoch ms. */
export interface CurrentRun {
  botId: string;
  jobId: string;
  /** By the bot's clock. */
  startedAt: number | null;
  /** By the bot's clock, of the receipt at most; null where it is open. */
  endedAt: number | null;
  /** Receipt of the start. */
  startReceivedAt: number | null;
  /** Receipt of the last progress. */
  progressReceivedAt: number | null;
  /** Receipt of the last event of the run. */
  lastSignAt: number;
}

/** Open runs that are looked at for each bot: a bot works on few jobs at once, and lost runs may stay open for long. */
const OPEN_RUNS = 10;

/**
 * For each bot its newest open runs, newest start first, but for attempts that a later attempt took the place of; and the
 * run that its heartbeat names, open or not, but for one that is only queued.
 * @param botId null for every bot
 */
export async function selectCurrentRuns(db: Database, botId: string | null): Promise<CurrentRun[]> {
  const ofBot = botId === null ? sql`true` : sql`b.id = ${botId}`;
  const columns = sql`r.bot_id as "botId", r.job_id as "jobId",
    extract(epoch from r.started_at)::float8 * 1000 as "startedAt",
    case when r.finished_at is not null then (extract(epoch from least(r.finished_at, r.updated_at)) * 1000)::float8 end as "endedAt",
    extract(epoch from r.start_received_at)::float8 * 1000 as "startReceivedAt",
    extract(epoch from r.progress_received_at)::float8 * 1000 as "progressReceivedAt",
    extract(epoch from r.updated_at)::float8 * 1000 as "lastSignAt"`;
  // `nulls last` as the index has it: without, PostgreSQL sorts.
  const answer = await db.execute<CurrentRun & Record<string, unknown>>(sql`
    select ${columns} from bots as b cross join lateral (
      select * from job_runs as o
      where o.bot_id = b.id and o.finished_at is null and o.started_at is not null
        and not exists (
          select from job_runs as later
          where later.bot_id = o.bot_id and later.job_id = o.job_id and later.attempt > o.attempt
        )
      order by o.started_at desc nulls last limit ${OPEN_RUNS}
    ) as r where ${ofBot}
    union
    select ${columns} from bots as b cross join lateral (
      select * from job_runs as n
      where n.bot_id = b.id and n.job_id = b.current_job_id
        and num_nonnulls(n.started_at, n.progress_received_at, n.finished_at) > 0
      order by n.attempt desc limit 1
    ) as r where ${ofBot}
    order by "botId", "startedAt" desc nulls last`);
  return answer.rows;
}

/** The attempts of a job, the first first. */
export async function selectRunsOfJob(db: Database, botId: string, jobId: string): Promise<StoredRun[]> {
  return await db
    .select()
    .from(jobRuns)
    .where(and(eq(jobRuns.botId, botId), eq(jobRuns.jobId, jobId)))
    .orderBy(asc(jobRuns.attempt));
}

/** Where a page of runs ended. */
export interface RunPosition {
  at: Date;
  jobId: string;
  attempt: number;
}

/** Which runs of a bot are listed. */
export interface RunFilter {
  /** Runs that ended, by their end; or runs under way, by their start. */
  state: "ended" | "open";
  /** Of ended runs; any where left out. */
  outcomes?: readonly string[] | undefined;
  jobType?: string | undefined;
  /** The least end (of open runs: start), inclusive. */
  from?: Date | undefined;
  /** The end of the span, exclusive. */
  to?: Date | undefined;
}

/** Runs of a bot, the newest first. @param after where the page before ended */
export async function selectRuns(
  db: Database,
  botId: string,
  { state, outcomes, jobType, from, to }: RunFilter,
  { limit, after }: { limit: number; after?: RunPosition | undefined },
): Promise<StoredRun[]> {
  const at = state === "ended" ? jobRuns.finishedAt : jobRuns.startedAt;
  return await db
    .select()
    .from(jobRuns)
    .where(
      and(
        eq(jobRuns.botId, botId),
        isNotNull(at),
        state === "open" ? isNull(jobRuns.finishedAt) : undefined,
        outcomes && outcomes.length > 0 ? inArray(jobRuns.outcome, [...outcomes]) : undefined,
        jobType === undefined ? undefined : eq(jobRuns.jobType, jobType),
        from && gte(at, from),
        to && lt(at, to),
        after && before(at, after),
      ),
    )
    .orderBy(sql`${at} desc nulls last, ${jobRuns.jobId} desc, ${jobRuns.attempt} desc`)
    .limit(limit);
}

const before = (column: AnyPgColumn, { at, jobId, attempt }: RunPosition): SQL =>
  sql`${column} <= ${at.toISOString()}::timestamptz
    and (${column}, ${jobRuns.jobId}, ${jobRuns.attempt}) < (${at.toISOString()}::timestamptz, ${jobId}, ${attempt})`;

/** The types of the jobs that a bot ended since an instant, by name, `limit` at most; jobs without a type have none. */
export async function selectJobTypes(db: Database, botId: string, since: Date, limit: number): Promise<string[]> {
  const answer = await db.execute<{ label: string }>(sql`
    select distinct label from rollup_day_live
    where bot_id = ${botId} and series = ${SERIES.job} and label <> '' and bucket >= ${since.toISOString()}::timestamptz
    order by label limit ${limit}`);
  return answer.rows.map(({ label }) => label);
}

/** Events of the log that speak of a job, oldest first. The bot's events between the two instants are searched. */
export async function selectEventsOfJob(
  db: Database,
  job: { botId: string; jobId: string; from: Date; to: Date },
  limit: number,
): Promise<StoredEvent[]> {
  const answer = await db.execute<StoredEvent & { time_ms: number; received_ms: number }>(sql`
    select event_id, type, bot_id, data, extract(epoch from "time")::float8 * 1000 as time_ms,
      extract(epoch from received_at)::float8 * 1000 as received_ms
    from events
    where bot_id = ${job.botId} and "time" >= ${job.from.toISOString()}::timestamptz
      and "time" <= ${job.to.toISOString()}::timestamptz and data->>'job_id' = ${job.jobId}
    order by "time", xid, seq
    limit ${limit}`);
  return answer.rows.map(({ time_ms, received_ms, ...event }) => ({
    ...event,
    time: new Date(time_ms).toISOString(),
    received_at: new Date(received_ms).toISOString(),
  }));
}
