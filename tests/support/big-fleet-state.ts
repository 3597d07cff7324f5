import type pg from "pg";

/** The contract by which a silent fleet stays alive for the time of a test. */
const HEARTBEAT_SECONDS = 6 * 3600;

/**
 * What a fleet is at `now` and did in the 6 hours before: bots, runs, users, queues, dependencies and the log.
 * Reads the temporary tables that big-fleet.ts makes, on the same connection.
 */
export async function seedState(client: pg.Client, now: Date): Promise<void> {
  const at = `'${now.toISOString()}'::timestamptz`;
  await client.query(rawUnits(at));
  await client.query(bots(at));
  await client.query(runs(at));
  await client.query(samples(at));
  await client.query(USER_DAYS);
  await client.query(log(at));
}

/**
 * The events of each busy minute that is still kept raw, k from 0 to 3; `ms` is the measured duration. The minute not folded yet
 * has seconds of its own: at the start of an hour it is also the last minute of the hour before, which may be busy already.
 */
const rawUnits = (at: string) => `
  create temp table fleet_raw as
    select s.n, s.id, s.kind, s.series, s.label, bucket + make_interval(secs => first_second + 12 * k) as time, k, f = 1 and k = 0 as failed,
      pg_temp.duration(s.b + (array[0, 0, 6, 20])[k + 1]) as ms, s.value * (1 + extract(hour from bucket)::integer % 8) as value
    from (
      select *, 10 as first_second from fleet_minute where bucket >= hour_of(${at}) - interval '6 hours'
      union all select *, 15 from fleet_delta
    ) as a
    join fleet_series as s using (n) cross join generate_series(0, 3) as k
    where s.series in ('heartbeat', 'cpu', 'job', 'message', 'dependency', 'queue_pending') or s.label like 'GET%';
  analyze fleet_raw`;

/** Among them the idle, the busy (n of 7), the paused (of 33), the offline (of 25) and the stuck (of 50). */
const bots = (at: string) => `
  insert into bots (id, name, tags, reported_tags, kind, version, host, reported_status, current_job_id, cpu_percent, memory_bytes, heartbeat_time,
    first_seen_at, last_seen_at, last_heartbeat_at, last_taken_at, last_progress_at, last_queue, paused_at, heartbeat_interval_seconds)
  select b.id, case when n % 9 = 4 then initcap(b.job_type) || ' ' || n end, case when n % 9 = 4 then array['night shift'] end,
    array[case when n % 2 = 0 then 'eu' else 'us' end, b.kind], b.kind, '2.' || n % 4 || '.0', 'host-' || n % 60,
    case when r.job_id is null then 'idle' else 'busy' end, r.job_id, 5 + n % 60, 100000000 + n * 1000000, until, since, until, until,
    case when b.kind = 'worker' then least(until, ${at} - interval '1 minute') end, case when b.kind = 'worker' then least(until, ${at} - interval '2 minutes') end,
    case when b.kind = 'worker' then b.queue end, case when n % 33 = 9 then ${at} - interval '3 hours' end, ${HEARTBEAT_SECONDS}
  from fleet_bot as b left join lateral (select 'job-' || n || '-open' as job_id where b.kind = 'worker' and not b.offline and (n % 7 = 0 or n % 50 = 20)) as r on true`;

const runs = (at: string) => `
  insert into job_runs (bot_id, job_id, attempt, queue, job_type, queued_at, started_at, start_received_at, finished_at, outcome, duration_ms, error_type,
    error_message, error_stack, dead_lettered, cost_usd, updated_at, created_xid, finish_xid, duration_xid)
  select r.id, 'job-' || r.n || '-' || extract(epoch from r.time)::bigint, 1, b.queue, r.label, r.time - make_interval(secs => ms / 1000 + 20), r.time - make_interval(secs => ms / 1000),
    r.time - make_interval(secs => ms / 1000), r.time, case when failed then 'failed' else 'succeeded' end, ms, case when failed then 'TimeoutError' end,
    case when failed then (array['connection to 10.0.3.' || r.n % 200 || ':5432 timed out after ' || 3000 + r.n || ' ms', 'no answer from mail server within 30 s',
      'order ' || r.n * 7919 || ' is locked by another worker'])[r.n % 3 + 1] end,
    case when failed then E'TimeoutError: no answer\\n    at connect (pool.ts:42:7)\\n    at resize (worker.ts:118:3)' end, failed,
    0.25 * (1 + extract(hour from r.time)::integer % 8), r.time, pg_current_xact_id(), pg_current_xact_id(), pg_current_xact_id()
  from fleet_raw as r join fleet_bot as b using (n) where r.series = 'job';
  insert into job_runs (bot_id, job_id, attempt, queue, job_type, started_at, start_received_at, progress_percent, progress_note, progress_time,
    progress_received_at, updated_at, created_xid)
  select b.id, b.current_job_id, 1, b.last_queue, f.job_type, began, began, 10 + f.n % 80, 'page ' || f.n % 30 || ' of 30', told, told, told, pg_current_xact_id()
  from bots as b join fleet_bot as f using (id)
  cross join lateral (select case when f.n % 50 = 20 then ${at} - interval '3 hours' else ${at} - make_interval(secs => 30 + f.n % 200) end as began) as s
  cross join lateral (select began + interval '20 seconds' as told) as t
  where b.current_job_id is not null`;

const samples = (at: string) => `
  insert into queues (bot_id, queue, pending, processing, dead_letter, oldest_age_seconds, sampled_at, received_at)
  select id, queue, n * n % 90, n % 5, case when n % 6 = 0 then n end, n * 40 % 900, ${at}, ${at} from fleet_bot where n <= 20;
  insert into dependencies (bot_id, component, status, latency_ms, detail, checked_at, received_at, changed_at)
  select id, label, case when n % 60 = 6 then 'down' when n % 20 = 1 then 'degraded' else 'up' end, 20 + n % 90,
    case when n % 60 = 6 then 'connection refused' end, ${at}, ${at}, ${at} - interval '2 hours'
  from fleet_series where series = 'dependency'`;

/** Four users of a chat bot a day, the k-th of whom sent the k-th message of each unit. */
const USER_DAYS = `
  insert into user_days (bot_id, day, user_id, user_name, messages, failed, response_time_sum_ms, first_at, last_at)
  select s.id, day, 'user-' || who, 'User ' || who, units, case when k = 0 then failures else 0 end,
    units * pg_temp.duration(s.b + (array[0, 0, 6, 20])[k + 1]), first_at, last_at
  from (
    select n, bucket::date as day, sum(u) as units, sum(f) as failures, min(bucket) as first_at, max(bucket) as last_at
    from (select * from fleet_hour union all select * from fleet_delta) as a group by 1, 2
  ) as d
  join fleet_series as s using (n) cross join generate_series(0, 3) as k
  cross join lateral (select (n * 31 + k * 17 + (day - '2020-01-01'::date)) % 700 as who) as w
  where s.series = 'message'`;

/** The log, in the order of time. */
const log = (at: string) => `
  insert into events (bot_id, "time", event_id, type, received_at, channel, seq, data)
  select id, time, type || '-' || extract(epoch from time)::bigint || '-' || mark, type, least(time, ${at}), channel, row_number() over (order by time), data
  from (
    select bot_id as id, started_at as time, job_id as mark, 'job.started' as type, 'jobs' as channel,
      jsonb_build_object('job_id', job_id, 'queue', queue, 'job_type', job_type) as data
    from job_runs
    union all
    select bot_id, finished_at, job_id, 'job.finished', 'jobs', jsonb_strip_nulls(jsonb_build_object('job_id', job_id, 'status', outcome, 'duration_ms', duration_ms,
      'queue', queue, 'job_type', job_type, 'cost_usd', cost_usd, 'dead_lettered', dead_lettered,
      'error', case when error_type is not null then jsonb_build_object('type', error_type, 'message', error_message, 'stack', error_stack) end))
    from job_runs where finished_at is not null
    union all
    select bot_id, finished_at, job_id, 'error.occurred', 'errors', jsonb_build_object('type', error_type, 'message', error_message, 'job_id', job_id)
    from job_runs where outcome = 'failed'
    union all
    select id, time, k::text, case series when 'message' then 'message.processed' when 'request' then 'request.handled' when 'dependency' then 'dependency.checked'
        when 'queue_pending' then 'queue.sampled' else 'heartbeat' end,
      case series when 'message' then 'messages' else 'metrics' end,
      case series
        when 'message' then jsonb_build_object('user_id', 'user-' || who, 'user_name', 'User ' || who, 'text', 'How much is ' || n || ' times ' || k || '?',
          'channel', label, 'response_time_ms', ms, 'failed', failed)
        when 'request' then jsonb_build_object('method', 'GET', 'route', '/orders/:id', 'status_code', 200, 'duration_ms', ms)
        when 'dependency' then jsonb_build_object('component', label, 'status', case when failed then 'down' else 'up' end, 'latency_ms', ms)
        when 'queue_pending' then jsonb_build_object('queue', label, 'pending', value)
        else jsonb_build_object('status', 'idle', 'kind', kind, 'cpu_percent', value, 'memory_bytes', value * 4000000) end
    from fleet_raw cross join lateral (select (n * 31 + k * 17 + (time::date - '2020-01-01'::date)) % 700 as who) as w
    where series not in ('job', 'heartbeat')
  ) as told`;
