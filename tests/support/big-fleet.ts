import pg from "pg";
import { seedState } from "./big-fleet-state";

/** How large a fleet to make. */
export interface FleetSize {
  bots: number;
  /** Days of history, 1 to 90. Minutes are kept for the last 7, raw events and runs for the last 6 hours. */
  days: number;
  /** The end of the history; the bots are as they are then. Now where left out. */
  now?: Date;
}

/** Seven of ten are workers, two chat bots, one is a service; the n-th is always called and does the same. */
export const botOf = (n: number): string => `bot-${String(n).padStart(4, "0")}`;

/**
 * Fills an empty, migrated database with a fleet and its past, as ingest and the fold would have left it: all four grains,
 * and those of the whole fleet, agree with each other and, for the last 6 hours, with the raw rows. The last minute is not folded yet.
 * Written past the product, since a month of a thousand bots would take hours through its door.
 */
export async function seedFleet(url: string, { bots, days, now = new Date() }: FleetSize): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off; set maintenance_work_mem = '256MB'; set timezone = 'UTC'");
    await client.query("begin");
    await client.query(FUNCTIONS);
    await makeActivity(client, bots, days, now);
    const indexes = await dropIndexes(client);
    await client.query(cells("rollup_hour", "fleet_hour"));
    await client.query(cells("rollup_minute", "fleet_minute"));
    await client.query(cells("rollup_deltas", "fleet_delta"));
    await client.query(coarser("rollup_day", "rollup_hour", "day_of"));
    await client.query(coarser("rollup_month", "rollup_day", "month_of"));
    for (const index of indexes) await client.query(index);
    await client.query("select recount_fleet()");
    await seedState(client, now);
    await client.query("commit");
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}

/** Four measured events are a unit: two in bucket b, one in b + 6, one in b + 20. Durations are exact in binary. */
const FUNCTIONS = `
  create function pg_temp.duration(b integer) returns float8 language sql immutable
    return round(exp((b - 0.5) * 0.0400053346136992) * 4) / 4;
  create function pg_temp.hist(b bigint, units bigint) returns bigint[] language sql immutable
    return array[(b << 32) | 2 * units, (b + 6 << 32) | units, (b + 20 << 32) | units];
  create function pg_temp.chance(a bigint, b bigint) returns integer language sql immutable
    return abs(hashint8(a * 1000003 + b)::bigint % 100)::integer`;

/** The bots, what each one counts, and in which hours and minutes it was busy (u units, f of them with a failure). */
async function makeActivity(client: pg.Client, bots: number, days: number, now: Date): Promise<void> {
  const at = `'${now.toISOString()}'::timestamptz`;
  await client.query(`
    create temp table fleet_bot as
      select n, 'bot-' || lpad(n::text, 4, '0') as id, (array['worker', 'chat', 'worker', 'worker', 'chat', 'worker', 'service', 'worker', 'worker', 'worker'])[n % 10 + 1] as kind,
        (array['resize', 'import', 'invoice', 'translate', 'archive'])[n % 5 + 1] as job_type, 'queue-' || n % 20 as queue,
        (array['web', 'whatsapp', 'messenger'])[n % 3 + 1] as channel, n % 40 as speed, n % 25 = 7 as offline,
        ${at} - make_interval(days => case when n % 20 = 0 then least(${days}, 2) else ${days} end) as since,
        case when n % 25 = 7 then ${at} - interval '26 hours' else ${at} end as until
      from generate_series(1, ${bots}) as n;
    create temp table fleet_series as
      select b.n, b.id, b.kind, s.*, 2 * pg_temp.duration(s.b) + pg_temp.duration(s.b + 6) + pg_temp.duration(s.b + 20) as unit_ms,
        pg_temp.duration(s.b) as least_ms, pg_temp.duration(s.b + 20) as most_ms
      from fleet_bot as b cross join lateral (values
        ('all', 'heartbeat', '', 'u', 4, 0, null, null), ('all', 'cpu', '', 'u', 4, 0, null, 5 + b.speed),
        ('all', 'memory', '', 'u', 4, 0, null, 4000000 * (5 + b.speed)), ('worker', 'job', b.job_type, 'u', 4, 1, 230 + b.speed, null),
        ('worker', 'job_cost', b.job_type, 'u', 4, 0, null, 0.25), ('worker', 'job_dead_letter', b.job_type, 'f', 1, 0, null, null),
        ('worker', 'error', 'TimeoutError', 'f', 1, 0, null, null), ('chat', 'message', b.channel, 'u', 4, 1, 150 + b.speed, null),
        ('service', 'request', 'GET /orders/:id 2xx', 'u', 4, 0, 100 + b.speed, null), ('service', 'request', 'POST /orders 5xx', 'f', 4, 4, 140 + b.speed, null),
        ('service', 'dependency', 'database', 'u', 4, 1, 100, null), ('chat', 'dependency', 'Gemini AI', 'u', 4, 1, 140, null),
        ('queue', 'queue_pending', b.queue, 'u', 4, 0, null, 6)
      ) as s(of_kind, series, label, driver, per, failed_per, b, value)
      where s.of_kind in ('all', b.kind, case when b.n <= 20 then 'queue' end);
    create temp table fleet_hour as
      select b.n, hour as bucket, u, least(u, case when b.n % 50 = 3 then 1 + u / 2 when pg_temp.chance(b.n, number) < 9 then 1 else 0 end) as f
      from fleet_bot as b cross join lateral (
        select hour, extract(epoch from hour)::bigint / 3600 as number,
          greatest(1, 3 - abs(14 - extract(hour from hour)::integer) / 5 - case when extract(isodow from hour) > 5 then 1 else 0 end)
            + pg_temp.chance(b.n * 7, extract(epoch from hour)::bigint / 3600) / 67 as u
        from generate_series(hour_of(b.since), hour_of(b.until) - interval '1 hour', interval '1 hour') as hour
      ) as h;
    create temp table fleet_minute as
      select h.n, h.bucket + make_interval(mins => (h.n * 7 + i * 60 / h.u) % 60) as bucket, 1 as u, (i < h.f)::integer as f
      from fleet_hour as h cross join lateral generate_series(0, h.u - 1) as i
      where h.bucket >= hour_of(${at}) - interval '7 days';
    create temp table fleet_delta as
      select n, minute_of(${at}) - interval '1 minute' as bucket, 1 as u, (n % 30 = 1)::integer as f from fleet_bot where not offline;
    analyze fleet_bot, fleet_series, fleet_hour, fleet_minute`);
  await client.query(
    "select ensure_event_partitions(($1::timestamptz - interval '8 days')::date, ($1::timestamptz + interval '2 days')::date)",
    [now],
  );
}

/** Writes a row for each bot's series and each time that it counted something. */
function cells(table: string, source: string): string {
  return `
    insert into ${table} (bot_id, series, label, ${table === "rollup_deltas" ? "minute" : "bucket"}, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    select s.id, s.series, s.label, a.bucket, c * s.per, a.f * s.failed_per, 0,
      case when coalesce(s.b, s.value) is null then 0 else c * s.per end, case when s.series = 'job' then c * s.per else 0 end,
      coalesce(c * s.unit_ms, c * s.per * v), coalesce(s.least_ms, v), coalesce(s.most_ms, v), case when s.b is not null then pg_temp.hist(s.b, c) end
    from fleet_series as s join ${source} as a using (n)
    cross join lateral (select case when s.driver = 'u' then a.u else a.f end as c,
      (s.value * (1 + extract(hour from a.bucket)::integer % 8))::float8 as v) as counted
    where c > 0`;
}

/** Adds the rows of a grain up into the next. */
function coarser(table: string, source: string, bucketOf: string): string {
  return `
    insert into ${table} (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    select r.*, case when s.b is not null then pg_temp.hist(s.b, r.n / 4) end
    from (
      select bot_id, series, label, ${bucketOf}(bucket) as bucket, sum(n)::bigint as n, sum(failed)::bigint, 0, sum(measured)::bigint,
        sum(submitted)::bigint, sum(sum), min(min), max(max)
      from ${source} group by 1, 2, 3, 4
    ) as r join fleet_series as s on (s.id, s.series, s.label) = (r.bot_id, r.series, r.label)`;
}

/** Millions of rows go in several times as fast before their indexes than after. @returns what makes them again */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(`
    select coalesce('alter table ' || c.conrelid::regclass || ' drop constraint ' || quote_ident(c.conname), 'drop index ' || i.indexrelid::regclass) as drop,
      coalesce('alter table ' || c.conrelid::regclass || ' add constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid),
        pg_get_indexdef(i.indexrelid)) as make
    from pg_index as i left join pg_constraint as c on c.conindid = i.indexrelid
    where i.indrelid in ('rollup_minute'::regclass, 'rollup_hour'::regclass, 'rollup_day'::regclass)`);
  for (const { drop } of rows) await client.query(drop);
  return rows.map(({ make }) => make);
}
