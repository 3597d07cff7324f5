import { eq, inArray, type SQL, sql } from "drizzle-orm";
import { bots } from "@/drizzle/schema/bots";
import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import type { Steps } from "../steps";

/** Requests of one service under one key. */
export interface RequestCell {
  botId: string;
  /** What the cells are told apart by: a status class, or a label as the rollups have it. */
  key: string;
  n: number;
  failed: number;
  measured: number;
  sumMs: number | null;
  minMs: number | null;
  maxMs: number | null;
  /** As stored: see lib/rollups/histogram.ts. */
  hist: string[] | null;
}

/** Requests by service and class of status. */
export function selectRequestClasses(db: Database, steps: Steps): Promise<RequestCell[]> {
  return selectCells(db, steps, { key: STATUS_CLASS, where: sql`true` });
}

/** Requests of one service by endpoint and class of status. */
export function selectEndpointCells(db: Database, botId: string, steps: Steps): Promise<RequestCell[]> {
  return selectCells(db, steps, { key: sql`label`, where: sql`bot_id = ${botId}` });
}

/** Requests of one service by step (its start in epoch ms) and class of status. */
export function selectStepCells(db: Database, botId: string, steps: Steps): Promise<RequestCell[]> {
  const step = sql`date_bin(make_interval(secs => ${steps.stepMs / 1000}), bucket, ${instant(0)})`;
  const key = sql`(extract(epoch from ${step})::bigint * 1000)::text || ' ' || ${STATUS_CLASS}`;
  return selectCells(db, steps, { key, where: sql`bot_id = ${botId}` });
}

/** The last word of a label, where that is a class. */
const STATUS_CLASS = sql`case when label ~ ' [1-5]xx$' then right(label, 3) else 'other' end`;

async function selectCells(
  db: Database,
  steps: Steps,
  { key, where }: { key: SQL; where: SQL },
): Promise<RequestCell[]> {
  const answer = await db.execute<RequestCell & Record<string, unknown>>(sql`
    with part as materialized (
      select bot_id, ${key} as key, n, failed, measured, sum, min, max, hist from ${viewOf(steps)}
      where series = ${SERIES.request} and ${where} and ${within(steps)}
    ),
    cell as (
      select bot_id, key, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from part cross join lateral unnest(hist) as element group by 1, 2, 3
    ),
    histogram as (select bot_id, key, array_agg((b << 32) | least(c, 4294967295)) as hist from cell group by 1, 2),
    figure as (
      select bot_id, key, sum(n) as n, sum(failed) as failed, sum(measured) as measured, sum(sum) as total,
        min(min) as low, max(max) as high
      from part group by 1, 2
    )
    select f.bot_id as "botId", f.key, f.n::float8 as n, f.failed::float8 as failed, f.measured::float8 as measured,
      f.total as "sumMs", f.low as "minMs", f.high as "maxMs", h.hist
    from figure as f left join histogram as h using (bot_id, key) where f.n > 0`);
  return answer.rows;
}

/** Requests that named a cache, of one service and endpoint. */
export interface CacheCell {
  botId: string;
  endpoint: string;
  n: number;
  misses: number;
}

/** @param botId null for every service, then not by endpoint */
export async function selectCaches(db: Database, botId: string | null, steps: Steps): Promise<CacheCell[]> {
  const endpoint = botId === null ? sql`''` : sql`label`;
  const answer = await db.execute<CacheCell & Record<string, unknown>>(sql`
    select bot_id as "botId", ${endpoint} as endpoint, sum(n)::float8 as n, sum(failed)::float8 as misses
    from ${viewOf(steps)}
    where series = ${SERIES.requestCache} and ${botId === null ? sql`true` : sql`bot_id = ${botId}`} and ${within(steps)}
    group by 1, 2`);
  return answer.rows;
}

/** Names of services by id, as an operator or else they themselves say. */
export async function selectServiceNames(db: Database, botIds: string[]): Promise<Map<string, string>> {
  if (botIds.length === 0) return new Map();
  const { id, name, reportedName } = bots;
  const rows = await db
    .select({ id, name, reportedName })
    .from(bots)
    .where(botIds.length === 1 ? eq(id, botIds[0]!) : inArray(id, botIds));
  return new Map(rows.map((row) => [row.id, row.name ?? row.reportedName ?? row.id]));
}

const viewOf = ({ grain }: Steps): SQL => (grain === "minute" ? sql`rollup_minute_live` : sql`rollup_hour_live`);
const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
const within = ({ from, to }: Steps): SQL => sql`bucket >= ${instant(from)} and bucket < ${instant(to)}`;
