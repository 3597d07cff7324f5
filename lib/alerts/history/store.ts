import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import { SERIES, type Series } from "../../rollups/series";
import type { WindowTotal } from "../../stats/window/store";
import type { SubjectKind } from "../subject";
import type { HistorySpan } from "./span";

/** Whose past is asked for. */
export interface Past {
  span: HistorySpan;
  /** How far before the span the first window reaches, in ms. */
  leadMs: number;
  series: readonly Series[];
  kind: SubjectKind;
  botIds: readonly string[];
  /** A pattern in which `*` stands for any text; null for every label. */
  label: string | null;
}

/** What was counted of a subject in one step; the step is counted from the span's start, below 0 in its lead. */
export type StepTotal = Omit<WindowTotal, "label"> & { key: string; step: number };

/** Totals by subject and step; steps that counted nothing are left out. */
export async function selectStepTotals(db: Database, past: Past): Promise<StepTotal[]> {
  const answer = await db.execute<StepTotal & Record<string, unknown>>(sql`
    select ${keyOf(past.kind)} as key, '' as "botId", series, ${stepOf(past.span)} as step, sum(n)::float8 as n,
      sum(failed)::float8 as failed, sum(cancelled)::float8 as cancelled, sum(measured)::float8 as measured,
      sum(submitted)::float8 as submitted, coalesce(sum(sum), 0)::float8 as sum, min(min) as min, max(max) as max
    from ${rowsOf(past)} group by 1, 3, 4`);
  return answer.rows;
}

/** Totals with histograms, one row for each stored one. */
export async function selectStepHistograms(
  db: Database,
  past: Past,
): Promise<(StepTotal & { hist: string[] | null })[]> {
  const answer = await db.execute<StepTotal & { hist: string[] | null } & Record<string, unknown>>(sql`
    select ${keyOf(past.kind)} as key, bot_id as "botId", series, ${stepOf(past.span)} as step, n::float8 as n,
      failed::float8 as failed, cancelled::float8 as cancelled, measured::float8 as measured,
      submitted::float8 as submitted, coalesce(sum, 0)::float8 as sum, min, max, hist
    from ${rowsOf(past)}`);
  return answer.rows;
}

/** How many bots sent a heartbeat in each step. */
export async function selectHeardCounts(db: Database, past: Past): Promise<{ step: number; bots: number }[]> {
  const answer = await db.execute<{ step: number; bots: number }>(sql`
    select step, count(*)::float8 as bots
    from (select ${stepOf(past.span)} as step, bot_id from ${rowsOf(past)} and n > 0 group by 1, 2) as heard group by 1`);
  return answer.rows;
}

/** The steps in which any of the bots sent a heartbeat. */
export async function selectHeardSteps(db: Database, past: Past): Promise<Set<number>> {
  const answer = await db.execute<{ step: number }>(sql`
    select ${stepOf(past.span)} as step from ${rowsOf(past)} and n > 0 group by 1`);
  return new Set(answer.rows.map(({ step }) => step));
}

/** A run of a job that was under way in a span. Epoch ms. */
export interface PastRun {
  botId: string;
  startedAt: number;
  endedAt: number;
}

/** Runs that took a minute or more; one that never ended counts until its bot began another, or to the span's end. */
export async function selectLongRuns(db: Database, { span, botIds }: Past): Promise<PastRun[]> {
  const answer = await db.execute<PastRun & Record<string, unknown>>(sql`
    with run as (
      select bot_id, started_at,
        coalesce(finished_at, lead(started_at) over (partition by bot_id order by started_at), ${instant(span.to)}) as ended_at
      from job_runs
      where bot_id = any(${sql.param(botIds)}::text[]) and started_at is not null
        and (finished_at is null or finished_at >= ${instant(span.from)})
    )
    select bot_id as "botId", extract(epoch from started_at)::float8 * 1000 as "startedAt", extract(epoch from ended_at)::float8 * 1000 as "endedAt"
    from run where ended_at - started_at >= interval '1 minute' and ended_at >= ${instant(span.from)}
    order by ended_at - started_at desc limit 20000`);
  return answer.rows;
}

const VIEWS: Record<HistorySpan["grain"], SQL> = {
  minute: sql`rollup_minute_live`,
  hour: sql`rollup_hour_live`,
  day: sql`rollup_day_live`,
};

function rowsOf({ span, leadMs, series, botIds, label }: Past): SQL {
  const like = label?.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
  return sql`${VIEWS[span.grain]} where series = any(${sql.param(series)}::text[]) and bot_id = any(${sql.param(botIds)}::text[])
    and bucket >= ${instant(span.from - leadMs)} and bucket < ${instant(span.to)}
    and ${like === undefined ? sql`true` : sql`${NAME} like ${like}`}`;
}

/** An endpoint goes without the class of its answers. */
const NAME = sql`(case when series = ${SERIES.request} then regexp_replace(label, ' \\dxx$', '') else label end)`;

function keyOf(kind: SubjectKind): SQL {
  if (kind === "fleet") return sql`''`;
  if (kind === "bot") return sql`bot_id`;
  return kind === "route" || kind === "metric" ? sql`bot_id || ' ' || ${NAME}` : NAME;
}

const stepOf = ({ from, stepMs }: HistorySpan): SQL =>
  sql`floor((extract(epoch from bucket) * 1000 - ${from}::float8) / ${stepMs}::float8)::integer`;

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
