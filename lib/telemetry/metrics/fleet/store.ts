import { isNotNull, type SQL, sql } from "drizzle-orm";
import { bots } from "@/drizzle/schema/bots";
import type { Database } from "../../../db/client";
import { CARRIED, SERIES, type Series } from "../../../rollups/series";
import { DURATION_STARTS } from "../buckets";

/** What a bot counted in a series, under a label where the series' labels are told. */
export interface Total {
  botId: string;
  series: Series;
  label: string;
  n: number;
  failed: number;
  cancelled: number;
  submitted: number;
  /** Of the values, in the series' unit. */
  sum: number;
  /** Measured ones by bucket of DURATION_BOUNDS: `bucket:count` joined by blanks; null where none is a duration. */
  cells: string | null;
}

/** Of what is carried for ever, the labels (job types) are told. */
const LABELLED: readonly Series[] = [SERIES.job, SERIES.jobRetry, SERIES.jobDeadLetter];

/** What was counted in the months from `since` on, what is not folded yet included. @param since start of a month of UTC */
export function selectRecentTotals(db: Database, since: Date): Promise<Total[]> {
  return selectTotals(db, sql`select ${COLUMNS} from rollup_month_live where bucket >= ${instant(since)}`);
}

/** What was counted in the months before `since`, those that retention dropped included. */
export function selectClosedTotals(db: Database, since: Date): Promise<Total[]> {
  return selectTotals(
    db,
    sql`
      select ${COLUMNS} from rollup_month where bucket < ${instant(since)}
      union all select ${COLUMNS} from rollup_carried`,
  );
}

const COLUMNS = sql`bot_id, series, label, n, failed, cancelled, submitted, sum, hist`;

async function selectTotals(db: Database, months: SQL): Promise<Total[]> {
  const answer = await db.execute<Total & Record<string, unknown>>(sql`
    with part as materialized (
      select bot_id, series, case when ${named(LABELLED)} then label else '' end as label, n, failed, cancelled, submitted, sum, hist
      from (${months}) as month where ${named(CARRIED)}
    ),
    cell as (
      select bot_id, series, label, width_bucket(element >> 32, ${sql.param(DURATION_STARTS)}::bigint[]) as at,
        sum(element & 4294967295) as c
      from part cross join lateral unnest(hist) as element group by 1, 2, 3, 4
    ),
    shape as (select bot_id, series, label, string_agg(at || ':' || c, ' ') as cells from cell group by 1, 2, 3),
    figure as (
      select bot_id, series, label, sum(n)::float8 as n, sum(failed)::float8 as failed, sum(cancelled)::float8 as cancelled,
        sum(submitted)::float8 as submitted, coalesce(sum(sum), 0)::float8 as sum
      from part group by 1, 2, 3
    )
    select f.bot_id as "botId", f.series, f.label, f.n, f.failed, f.cancelled, f.submitted, f.sum, s.cells
    from figure as f left join shape as s using (bot_id, series, label)`);
  return answer.rows;
}

/** Bots whose contract has a target duration. */
export async function selectTargets(db: Database): Promise<{ botId: string; targetMs: number }[]> {
  const rows = await db
    .select({ botId: bots.id, targetMs: bots.targetDurationMs })
    .from(bots)
    .where(isNotNull(bots.targetDurationMs));
  return rows.map(({ botId, targetMs }) => ({ botId, targetMs: targetMs ?? 0 }));
}

const instant = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;
const named = (series: readonly Series[]): SQL => sql`series = any(${sql.param(series)}::text[])`;
