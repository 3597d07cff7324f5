import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import { SERIES, type Series } from "../../rollups/series";
import { HOUR_MS } from "../range";
import type { LastRuns } from "./attention";
import { type DashboardWindow, floorHour } from "./window";

/** What a series counted in one hour of UTC, on one side of the window's start. Values are durations in ms. */
export interface WorkCell {
  series: Series;
  /** Within the window, not in the one before it. */
  current: boolean;
  /** Start of the hour, in epoch ms. */
  hour: number;
  n: number;
  failed: number;
  cancelled: number;
  measured: number;
  sumMs: number;
}

/** Counts of series over all bots in the hours that lie wholly in the window or in the one before, from the hour grain. */
export function selectWholeHours(
  db: Database,
  series: readonly Series[],
  window: DashboardWindow,
): Promise<WorkCell[]> {
  const { firstWhole, startHour, openHour } = hoursOf(window);
  const whole = sql`${within(firstWhole, startHour)} or ${within(startHour + HOUR_MS, openHour)}`;
  return selectCells(db, sql`fleet_hour_live where ${named(series)} and (${whole})`, window);
}

/** Counts of series over all bots in the hours that a window begins or ends in, from the minute grain. */
export function selectPartHours(db: Database, series: readonly Series[], window: DashboardWindow): Promise<WorkCell[]> {
  const { firstWhole, startHour, openHour } = hoursOf(window);
  const ends = sql`${within(window.previousFrom, firstWhole)} or ${within(openHour, window.to)}`;
  const parts = sql`${ends} or ${within(startHour, startHour + HOUR_MS)}`;
  return selectCells(db, sql`fleet_minute_live where ${named(series)} and (${parts})`, window);
}

/** The first whole hour of the window before, the hour in which the window begins, and the one that is not over. */
function hoursOf({ previousFrom, from, to }: DashboardWindow) {
  return { firstWhole: floorHour(previousFrom - 1) + HOUR_MS, startHour: floorHour(from), openHour: floorHour(to - 1) };
}

async function selectCells(db: Database, rows: SQL, { from }: DashboardWindow): Promise<WorkCell[]> {
  const answer = await db.execute<WorkCell & Record<string, unknown>>(sql`
    select series, bucket >= ${instant(from)} as current, extract(epoch from hour_of(bucket))::float8 * 1000 as hour,
      sum(n)::float8 as n, sum(failed)::float8 as failed, sum(cancelled)::float8 as cancelled,
      sum(measured)::float8 as measured, coalesce(sum(sum), 0)::float8 as "sumMs"
    from ${rows}
    group by 1, 2, 3`);
  return answer.rows;
}

/** The durations of a series in a window. */
export interface WorkDurations {
  series: Series;
  minMs: number | null;
  maxMs: number | null;
  /** As stored: see rollups/histogram.ts. */
  hist: string[] | null;
}

/** Durations of series over all bots, by the hours that the window touches. */
export async function selectWorkDurations(
  db: Database,
  series: readonly Series[],
  { from, to }: DashboardWindow,
): Promise<WorkDurations[]> {
  const answer = await db.execute<WorkDurations & Record<string, unknown>>(sql`
    with part as materialized (
      select series, min, max, hist from fleet_hour_live
      where ${named(series)} and measured > 0 and ${within(floorHour(from), to)}
    ),
    cell as (
      select series, element >> 32 as b, sum(element & 4294967295)::bigint as c
      from part cross join lateral unnest(hist) as element group by 1, 2
    ),
    histogram as (select series, array_agg((b << 32) | least(c, 4294967295)) as hist from cell group by 1),
    extreme as (select series, min(min) as low, max(max) as high from part group by 1)
    select e.series, e.low as "minMs", e.high as "maxMs", h.hist
    from extreme as e left join histogram as h using (series)`);
  return answer.rows;
}

/** Seconds for which heartbeats vouch, of the seconds in which bots were known, added up over the bots. */
export interface FleetSigns {
  bots: number;
  knownSeconds: number;
  aliveSeconds: number;
}

/**
 * How far heartbeats vouch for the fleet, by bot and hour of UTC: each for the interval and grace of its bot's contract, all
 * of an hour together for no more than the part of the hour in which the bot was known, and none for the silence since the
 * last. Paused bots, and those that never sent a heartbeat, are left out.
 * @param defaults the interval and grace, in seconds, of a bot whose contract says nothing
 */
export async function selectFleetSigns(
  db: Database,
  window: Pick<DashboardWindow, "from"> & { now: Date },
  defaults: { interval: number; grace: number },
): Promise<FleetSigns> {
  const now = instant(window.now.getTime());
  const since = sql`greatest(b.first_seen_at, ${instant(window.from)})`;
  const known = sql`extract(epoch from least(h.hour + interval '1 hour', ${now}) - greatest(h.hour, ${since}))::float8`;
  const answer = await db.execute<FleetSigns & Record<string, unknown>>(sql`
    with beat as materialized (
      select bot_id, bucket as hour, sum(n) as n from rollup_hour_live
      where series = ${SERIES.heartbeat} and bucket >= ${instant(floorHour(window.from))} and bucket <= ${now}
      group by 1, 2
    ),
    known as (
      select b.id, coalesce(b.heartbeat_interval_seconds, ${defaults.interval}::integer)
          + coalesce(b.heartbeat_grace_seconds, ${defaults.grace}::integer) as vouched,
        greatest(extract(epoch from ${now} - ${since})::float8, 0) as seconds,
        extract(epoch from ${now} - b.last_heartbeat_at)::float8 as silent
      from bots as b where b.paused_at is null and b.last_heartbeat_at is not null
    ),
    alive as (
      select h.bot_id, sum(greatest(least(${known}, h.n * k.vouched), 0))::float8 as seconds
      from beat as h join bots as b on b.id = h.bot_id join known as k on k.id = h.bot_id group by 1
    )
    select count(*)::float8 as bots, coalesce(sum(k.seconds), 0)::float8 as "knownSeconds",
      coalesce(sum(greatest(least(coalesce(a.seconds, 0), k.seconds - greatest(k.silent - k.vouched, 0)), 0)), 0)::float8
        as "aliveSeconds"
    from known as k left join alive as a on a.bot_id = k.id`);
  return answer.rows[0]!;
}

/** The checks of a component in a window. */
export interface ComponentChecks {
  component: string;
  checks: number;
  down: number;
  degraded: number;
}

/** Dependency checks by component over all bots, by the hours of UTC that the window touches. */
export async function selectComponentChecks(db: Database, { from, to }: DashboardWindow): Promise<ComponentChecks[]> {
  const counted = (series: Series, column: SQL) =>
    sql`coalesce(sum(${column}) filter (where series = ${series}), 0)::float8`;
  const answer = await db.execute<ComponentChecks & Record<string, unknown>>(sql`
    select label as component, ${counted(SERIES.dependency, sql`n`)} as checks,
      ${counted(SERIES.dependency, sql`failed`)} as down, ${counted(SERIES.dependencyDegraded, sql`n`)} as degraded
    from rollup_hour_live
    where ${named([SERIES.dependency, SERIES.dependencyDegraded])} and ${within(floorHour(from), to)}
    group by 1`);
  return answer.rows;
}

/**
 * The newest ended runs of each bot, as many as its contract looks at for failures, one at least; bots without any are left out.
 * @param recent a duration counts only where its run ended after this
 */
export async function selectLastRuns(db: Database, recent: Date): Promise<LastRuns[]> {
  const answer = await db.execute<LastRuns & Record<string, unknown>>(sql`
    select b.id as "botId", array_agg(r.outcome order by r.place) as outcomes,
      (array_agg(r.duration_ms order by r.place))[1] as "durationMs"
    from bots as b cross join lateral (
      select outcome, case when finished_at >= ${instant(recent.getTime())} then duration_ms end as duration_ms,
        row_number() over (order by finished_at desc) as place
      from job_runs where bot_id = b.id and finished_at is not null
      order by finished_at desc limit coalesce(b.failure_window, 1)
    ) as r
    group by 1`);
  return answer.rows;
}

/** What the database server says of itself. */
export interface DatabaseFacts {
  version: string;
  /** Open to this database, by anyone. */
  connections: number;
  maxConnections: number;
}

export async function selectDatabaseFacts(db: Database): Promise<DatabaseFacts> {
  const answer = await db.execute<DatabaseFacts & Record<string, unknown>>(sql`
    select split_part(current_setting('server_version'), ' ', 1) as version,
      (select count(*) from pg_stat_activity where datname = current_database())::float8 as connections,
      current_setting('max_connections')::float8 as "maxConnections"`);
  return answer.rows[0]!;
}

/** Messages ever counted: months are kept for ever. */
export async function countMessages(db: Database): Promise<number> {
  const answer = await db.execute<{ n: number }>(
    sql`select coalesce(sum(n), 0)::float8 as n from fleet_month_live where ${named([SERIES.message])}`,
  );
  return answer.rows[0]!.n;
}

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
const within = (from: number, to: number): SQL => sql`(bucket >= ${instant(from)} and bucket < ${instant(to)})`;
const named = (series: readonly Series[]): SQL => sql`series = any(${sql.param(series)}::text[])`;
