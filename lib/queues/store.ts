import { desc, eq, or, type SQL, sql } from "drizzle-orm";
import { bots } from "@/drizzle/schema/bots";
import { queues } from "@/drizzle/schema/queues";
import type { Database } from "../db/client";
import { SERIES, type Series } from "../rollups/series";
import type { Span } from "../rollups/store";

/** The latest sample of a queue, by the bot that took it. */
export type QueueSample = typeof queues.$inferSelect;

/** The latest sample of every queue. */
export async function selectQueues(db: Database): Promise<QueueSample[]> {
  return await db.select().from(queues);
}

/** The latest samples that a bot took, and those that any bot took of one queue. */
export async function selectQueuesAround(db: Database, botId: string, queue: string | null): Promise<QueueSample[]> {
  const own = eq(queues.botId, botId);
  return await db
    .select()
    .from(queues)
    .where(queue === null ? own : or(own, eq(queues.queue, queue)));
}

/** The newest sample of a queue by each bot that took one, the newest first. */
export async function selectSamplesOf(db: Database, queue: string): Promise<QueueSample[]> {
  return await db.select().from(queues).where(eq(queues.queue, queue)).orderBy(desc(queues.sampledAt), queues.botId);
}

/** The bots that took their last job from a queue. */
export async function selectWorkersOf(db: Database, queue: string): Promise<string[]> {
  const rows = await db.select({ id: bots.id }).from(bots).where(eq(bots.lastQueue, queue));
  return rows.map(({ id }) => id);
}

/** The queue that a bot took its last job from; null where it took none, or is not known. */
export async function selectQueueWorked(db: Database, botId: string): Promise<string | null> {
  const [row] = await db.select({ queue: bots.lastQueue }).from(bots).where(eq(bots.id, botId));
  return row?.queue ?? null;
}

/** What the bots that took their last job from a queue did in a span. */
export interface QueueFlow {
  queue: string;
  workers: number;
  /** Attempts first heard of. */
  entered: number;
  /** Attempts that ended. */
  left: number;
}

/** Flow by queue, from the minute grain; queues that no bot works are left out. */
export async function selectQueueFlows(db: Database, span: Span): Promise<QueueFlow[]> {
  const answer = await db.execute<QueueFlow & Record<string, unknown>>(sql`
    with done as materialized (
      select bot_id, sum(case when series = ${SERIES.job} then submitted else n end) as entered,
        sum(n) filter (where series = ${SERIES.job}) as ended
      from rollup_minute_live
      where series = any(${sql.param([SERIES.job, SERIES.jobRetry])}::text[]) and ${within(span)}
      group by 1
    )
    select b.last_queue as queue, count(*)::float8 as workers, coalesce(sum(d.entered), 0)::float8 as entered,
      coalesce(sum(d.ended), 0)::float8 as left
    from bots as b left join done as d on d.bot_id = b.id
    where b.last_queue is not null group by 1`);
  return answer.rows;
}

/** The mean backlog of a queue in one hour of UTC. */
export interface QueueHour {
  queue: string;
  /** Its start, in epoch ms. */
  hour: number;
  pending: number;
}

/** Mean backlog by queue and hour over all bots' samples; hours without samples are left out. */
export async function selectQueueTrends(db: Database, span: Span): Promise<QueueHour[]> {
  const answer = await db.execute<QueueHour & Record<string, unknown>>(sql`
    select label as queue, extract(epoch from bucket)::float8 * 1000 as hour, sum(sum) / sum(measured)::float8 as pending
    from rollup_hour_live
    where series = ${SERIES.queuePending} and measured > 0 and ${within(span)}
    group by 1, bucket`);
  return answer.rows;
}

/** What a series of samples, or of jobs, told in one span of a history. */
export interface QueuePoint {
  series: Series;
  /** Start of the span, in epoch ms. */
  at: number;
  n: number;
  submitted: number;
  mean: number | null;
  max: number | null;
}

/** How a history is cut. */
export interface Steps extends Span {
  stepSeconds: number;
  /** The grain that is fine enough for the steps. */
  grain: "minute" | "hour";
}

/** The samples of a queue, and the jobs of the bots that work it, by span; spans without any are left out. */
export async function selectQueuePoints(
  db: Database,
  of: { queue: string; samplers: readonly string[]; workers: readonly string[] },
  { stepSeconds, grain, ...span }: Steps,
): Promise<QueuePoint[]> {
  const sampled = [SERIES.queuePending, SERIES.queueProcessing, SERIES.queueDeadLetter, SERIES.queueOldestAge];
  const worked = [SERIES.job, SERIES.jobRetry];
  const answer = await db.execute<QueuePoint & Record<string, unknown>>(sql`
    select series, extract(epoch from date_bin(make_interval(secs => ${stepSeconds}), bucket, ${instant(span.from)}))::float8 * 1000 as at,
      sum(n)::float8 as n, sum(submitted)::float8 as submitted, (sum(sum) / nullif(sum(measured), 0))::float8 as mean, max(max) as max
    from ${grain === "minute" ? sql`rollup_minute_live` : sql`rollup_hour_live`}
    where ${within(span)} and (
      (${ofBots(of.samplers)} and ${named(sampled)} and label = ${of.queue}) or (${ofBots(of.workers)} and ${named(worked)})
    )
    group by 1, 2`);
  return answer.rows;
}

const instant = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;
const within = (span: Span): SQL => sql`bucket >= ${instant(span.from)} and bucket < ${instant(span.to)}`;
const named = (series: readonly Series[]): SQL => sql`series = any(${sql.param(series)}::text[])`;
const ofBots = (ids: readonly string[]): SQL => sql`bot_id = any(${sql.param(ids)}::text[])`;
