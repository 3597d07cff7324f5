-- Takes batches in as columns instead of JSON rows, which took PostgreSQL and the caller longer to write and read than to keep.
DROP FUNCTION ingest_events(jsonb, text[], boolean);
--> statement-breakpoint
-- The first value that is known, in the order of the rows. Strict: a lone value is taken without a call.
CREATE FUNCTION keep_first(anyelement, anyelement) RETURNS anyelement
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $1';
--> statement-breakpoint
CREATE AGGREGATE first_known(anyelement) (SFUNC = keep_first, STYPE = anyelement, PARALLEL = SAFE);
--> statement-breakpoint
-- Job runs, whatever order their events came in. A run is created, becomes terminal and becomes measured once each;
-- the transaction in which that happens, told by the *_xid columns, is the only one that counts it.
CREATE OR REPLACE FUNCTION ingest_jobs(fresh ingest_event[]) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  -- what counts elsewhere as well
  rest run_change[];
BEGIN
  WITH known AS (
    SELECT e.bot_id, e.job_id, e.idx, e.type, e."time", e.received_at, e.data,
      coalesce(e.attempt, CASE WHEN e.type = 'job.progress' THEN greatest(e.prior_attempt,
        (SELECT max(r.attempt) FROM job_runs AS r WHERE r.bot_id = e.bot_id AND r.job_id = e.job_id)) END, 1) AS attempt
    FROM unnest(fresh) AS e WHERE e.job_id IS NOT NULL
  ),
  told AS (
    SELECT *, CASE WHEN finished_at IS NOT NULL THEN coalesce((finish->>'duration_ms')::float8, run_ms(started_at, finished_at)) END AS duration_ms
    FROM (SELECT bot_id, job_id, attempt,
      first_known(data->>'queue') AS queue,
      first_known(data->>'job_type') AS job_type,
      first_known(data->>'customer_id') AS customer_id,
      min("time") FILTER (WHERE type = 'job.queued') AS queued_at,
      min("time") FILTER (WHERE type = 'job.started') AS started_at,
      min(received_at) FILTER (WHERE type = 'job.started') AS start_received_at,
      first_known("time") FILTER (WHERE type = 'job.finished') AS finished_at,
      first_known(data) FILTER (WHERE type = 'job.finished') AS finish,
      jsonb_merge(data) FILTER (WHERE type = 'job.progress') AS progress,
      max("time") FILTER (WHERE type = 'job.progress') AS progress_time,
      max(received_at) FILTER (WHERE type = 'job.progress') AS progress_received_at,
      max(received_at) AS updated_at
    -- Sorted here once: an aggregate that sorts does it anew for each run.
    FROM (SELECT * FROM known ORDER BY bot_id, job_id, attempt, "time", idx) AS told_in_order GROUP BY 1, 2, 3) AS facts
  ),
  runs AS (
    INSERT INTO job_runs AS r (bot_id, job_id, attempt, queue, job_type, customer_id, queued_at, started_at, start_received_at,
      finished_at, outcome, duration_ms, progress_percent, progress_note, progress_time, progress_received_at, error_type, error_message,
      error_stack, dead_lettered, cost_usd, value_usd, cpu_ms, memory_peak_bytes, updated_at, created_xid, finish_xid, duration_xid)
    SELECT bot_id, job_id, attempt, queue, job_type, customer_id, queued_at, started_at, start_received_at,
      finished_at, finish->>'status', duration_ms, (progress->>'percent')::float8, progress->>'note', progress_time, progress_received_at,
      finish->'error'->>'type', finish->'error'->>'message', finish->'error'->>'stack',
      coalesce((finish->>'dead_lettered')::boolean, false), (finish->>'cost_usd')::float8, (finish->>'value_usd')::float8,
      (finish->>'cpu_ms')::float8, (finish->>'memory_peak_bytes')::float8, updated_at, pg_current_xact_id(),
      CASE WHEN finished_at IS NOT NULL THEN pg_current_xact_id() END,
      CASE WHEN duration_ms IS NOT NULL THEN pg_current_xact_id() END
    FROM told
    ORDER BY bot_id, job_id, attempt
    ON CONFLICT (bot_id, job_id, attempt) DO UPDATE SET
      queue = coalesce(r.queue, excluded.queue),
      job_type = coalesce(r.job_type, excluded.job_type),
      customer_id = coalesce(r.customer_id, excluded.customer_id),
      queued_at = least(r.queued_at, excluded.queued_at),
      started_at = coalesce(r.started_at, excluded.started_at),
      start_received_at = coalesce(r.start_received_at, excluded.start_received_at),
      finished_at = coalesce(r.finished_at, excluded.finished_at),
      outcome = coalesce(r.outcome, excluded.outcome),
      duration_ms = coalesce(r.duration_ms, CASE
        -- the batch's own reckoning counts only where its start is the run's: the first to arrive is
        WHEN r.finished_at IS NULL AND (r.started_at IS NULL OR excluded.started_at IS NULL
          OR excluded.duration_ms IS DISTINCT FROM run_ms(excluded.started_at, excluded.finished_at))
        THEN excluded.duration_ms END,
        run_ms(coalesce(r.started_at, excluded.started_at), coalesce(r.finished_at, excluded.finished_at))),
      duration_xid = coalesce(r.duration_xid, CASE WHEN
        (r.finished_at IS NULL AND excluded.duration_ms IS NOT NULL)
        OR (coalesce(r.finished_at, excluded.finished_at) IS NOT NULL AND coalesce(r.started_at, excluded.started_at) IS NOT NULL)
        THEN pg_current_xact_id() END),
      finish_xid = coalesce(r.finish_xid, excluded.finish_xid),
      progress_percent = CASE WHEN excluded.progress_time >= coalesce(r.progress_time, '-infinity') THEN coalesce(excluded.progress_percent, r.progress_percent)
        ELSE coalesce(r.progress_percent, excluded.progress_percent) END,
      progress_note = CASE WHEN excluded.progress_time >= coalesce(r.progress_time, '-infinity') THEN coalesce(excluded.progress_note, r.progress_note)
        ELSE coalesce(r.progress_note, excluded.progress_note) END,
      progress_time = greatest(r.progress_time, excluded.progress_time),
      progress_received_at = greatest(r.progress_received_at, excluded.progress_received_at),
      error_type = CASE WHEN r.finished_at IS NULL THEN excluded.error_type ELSE r.error_type END,
      error_message = CASE WHEN r.finished_at IS NULL THEN excluded.error_message ELSE r.error_message END,
      error_stack = CASE WHEN r.finished_at IS NULL THEN excluded.error_stack ELSE r.error_stack END,
      dead_lettered = CASE WHEN r.finished_at IS NULL THEN excluded.dead_lettered ELSE r.dead_lettered END,
      cost_usd = CASE WHEN r.finished_at IS NULL THEN excluded.cost_usd ELSE r.cost_usd END,
      value_usd = CASE WHEN r.finished_at IS NULL THEN excluded.value_usd ELSE r.value_usd END,
      cpu_ms = CASE WHEN r.finished_at IS NULL THEN excluded.cpu_ms ELSE r.cpu_ms END,
      memory_peak_bytes = CASE WHEN r.finished_at IS NULL THEN excluded.memory_peak_bytes ELSE r.memory_peak_bytes END,
      updated_at = greatest(r.updated_at, excluded.updated_at)
    RETURNING r.bot_id, left(coalesce(r.job_type, ''), 400) AS label,
      minute_of(coalesce(r.finished_at, r.started_at, r.queued_at, r.updated_at)) AS minute,
      minute_of(least(r.queued_at, r.started_at, r.finished_at, r.updated_at)) AS created_minute,
      r.attempt,
      r.created_xid = pg_current_xact_id() AS created,
      coalesce(r.finish_xid = pg_current_xact_id(), false) AS finished,
      coalesce(r.duration_xid = pg_current_xact_id(), false) AS measured,
      r.outcome, r.duration_ms, r.dead_lettered, r.cost_usd, r.value_usd, r.cpu_ms, r.memory_peak_bytes
  ),
  -- A run's outcome, its duration and its submission are one row where they are of one minute, as they mostly are.
  counted AS (
    INSERT INTO rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    SELECT bot_id, 'job', label, minute, count(*) FILTER (WHERE finished), count(*) FILTER (WHERE finished AND outcome = 'failed'),
      count(*) FILTER (WHERE finished AND outcome = 'cancelled'), count(*) FILTER (WHERE measured),
      count(*) FILTER (WHERE created AND attempt = 1 AND created_minute = minute),
      sum(duration_ms) FILTER (WHERE measured), min(duration_ms) FILTER (WHERE measured), max(duration_ms) FILTER (WHERE measured),
      array_agg((hist_bucket(duration_ms) << 32) | 1) FILTER (WHERE measured)
    FROM runs
    WHERE finished OR measured OR (created AND attempt = 1 AND created_minute = minute)
    GROUP BY bot_id, label, minute
  )
  SELECT array_agg(ROW(runs.*)::run_change) INTO rest
  FROM runs
  WHERE created AND (attempt > 1 OR created_minute <> minute)
    OR finished AND (dead_lettered OR num_nonnulls(cost_usd, value_usd, cpu_ms, memory_peak_bytes) > 0);

  IF rest IS NOT NULL THEN
    INSERT INTO rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, measured, submitted, sum, min, max)
    SELECT bot_id, series, label, minute, sum(n), 0, 0, count(value), sum(submitted), sum(value), min(value), max(value)
    FROM (
      SELECT bot_id, 'job' AS series, label, created_minute AS minute, 0 AS n, 1 AS submitted, NULL::float8 AS value
      FROM unnest(rest) WHERE created AND attempt = 1 AND created_minute <> minute
      UNION ALL
      SELECT bot_id, 'job_retry', label, created_minute, 1, 0, NULL FROM unnest(rest) WHERE created AND attempt > 1
      UNION ALL
      SELECT bot_id, 'job_dead_letter', label, minute, 1, 0, NULL FROM unnest(rest) WHERE finished AND dead_lettered
      UNION ALL
      SELECT bot_id, 'job_cost', label, minute, 1, 0, cost_usd FROM unnest(rest) WHERE finished AND cost_usd IS NOT NULL
      UNION ALL
      SELECT bot_id, 'job_value', label, minute, 1, 0, value_usd FROM unnest(rest) WHERE finished AND value_usd IS NOT NULL
      UNION ALL
      SELECT bot_id, 'job_cpu', label, minute, 1, 0, cpu_ms FROM unnest(rest) WHERE finished AND cpu_ms IS NOT NULL
      UNION ALL
      SELECT bot_id, 'job_memory', label, minute, 1, 0, memory_peak_bytes
      FROM unnest(rest) WHERE finished AND memory_peak_bytes IS NOT NULL
    ) AS point
    GROUP BY 1, 2, 3, 4;
  END IF;
END $$;
--> statement-breakpoint
-- Takes a batch in: log, job runs, current state, users and rollup deltas, all or nothing.
-- The batch holds each (bot_id, time, event_id) once and is sorted by it, so that two batches never wait for each other in a circle.
-- It comes as one array for each column, in that order; the last six are null where no event of the batch has a value.
-- An event's place, from 0, becomes its place within its transaction, so a transaction takes one batch.
-- held are the types that the batch holds: the caller knows, and asking costs as much as storing an event.
-- Returns the place of every event that had been counted before; the others are new.
CREATE FUNCTION ingest_events(bot_ids text[], times timestamptz[], event_ids text[], types text[], receipts timestamptz[],
  channels text[], event_data jsonb[], held text[], event_points jsonb[], job_ids text[], attempts integer[], prior_attempts integer[],
  prior_statuses text[], original_times timestamptz[], pins boolean[]) RETURNS integer[]
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  incoming ingest_event[];
  fresh ingest_event[];
  logged integer[];
BEGIN
  SELECT array_agg(ROW(e.place - 1, e.bot_id, e.event_id, e."time", e.pinned, e.type, e.received_at, e.original_time, e.channel,
    e.prior_status, e.data, e.points, e.job_id, e.attempt, e.prior_attempt)::ingest_event)
  INTO incoming
  FROM unnest(bot_ids, times, event_ids, types, receipts, channels, event_data, event_points, job_ids, attempts, prior_attempts,
    prior_statuses, original_times, pins) WITH ORDINALITY
    AS e(bot_id, "time", event_id, type, received_at, channel, data, points, job_id, attempt, prior_attempt,
      prior_status, original_time, pinned, place);

  IF pins IS NOT NULL THEN
    WITH receipt AS (
      INSERT INTO event_times AS t (bot_id, event_id, "time")
      SELECT e.bot_id, e.event_id, e."time" FROM unnest(incoming) AS e WHERE e.pinned ORDER BY 1, 2
      ON CONFLICT (bot_id, event_id) DO UPDATE SET "time" = t."time"
      RETURNING t.bot_id, t.event_id, t."time"
    )
    SELECT array_agg(ROW(e.idx, e.bot_id, e.event_id, coalesce(r."time", e."time"), e.pinned, e.type, e.received_at,
      e.original_time, e.channel, e.prior_status, e.data, e.points, e.job_id, e.attempt, e.prior_attempt)::ingest_event ORDER BY e.idx)
    INTO incoming
    FROM unnest(incoming) AS e
    LEFT JOIN receipt AS r ON e.pinned AND r.bot_id = e.bot_id AND r.event_id = e.event_id;
  END IF;

  -- The log. A dependency check that repeats the known status is a sample, not a change of health.
  WITH stored AS (
    INSERT INTO events (bot_id, "time", event_id, type, received_at, original_time, channel, seq, data)
    SELECT e.bot_id, e."time", e.event_id, e.type, e.received_at, e.original_time,
      CASE WHEN e.channel = 'health' AND e.data->>'status' = coalesce(e.prior_status, (
        SELECT d.status FROM dependencies AS d WHERE d.bot_id = e.bot_id AND d.component = e.data->>'component'
      )) THEN 'metrics' ELSE e.channel END,
      e.idx, e.data
    FROM unnest(incoming) AS e
    ON CONFLICT (bot_id, "time", event_id) DO NOTHING
    RETURNING seq
  )
  SELECT array_agg(seq) INTO logged FROM stored;

  IF logged IS NULL THEN
    RETURN ARRAY(SELECT idx FROM unnest(incoming));
  ELSIF cardinality(logged) = cardinality(incoming) THEN
    fresh := incoming;
  ELSE
    SELECT array_agg(e ORDER BY e.idx) INTO fresh FROM unnest(incoming) AS e WHERE e.idx = ANY (logged);
  END IF;

  IF held && ARRAY['job.queued', 'job.started', 'job.progress', 'job.finished'] THEN
    PERFORM ingest_jobs(fresh);
  END IF;

  -- Job runs count themselves, when a run becomes terminal; every other event adds its own points.
  IF NOT held <@ ARRAY['job.queued', 'job.started', 'job.progress', 'job.finished'] THEN
    INSERT INTO rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, measured, sum, min, max, hist)
    SELECT bot_id, series, label, minute, sum(n), sum(failed), 0, sum(measured), sum(sum), min(min), max(max),
      array_agg((b << 32) | n ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM (
      SELECT e.bot_id, p.s AS series, p.l AS label, minute_of(e."time") AS minute, p.b, count(*) AS n, count(p.v) AS measured,
        sum(p.f) AS failed, sum(p.v) AS sum, min(p.v) AS min, max(p.v) AS max
      FROM unnest(fresh) AS e
      CROSS JOIN LATERAL jsonb_to_recordset(e.points) AS p(s text, l text, f integer, v float8, b bigint)
      GROUP BY 1, 2, 3, 4, 5
    ) AS cell
    GROUP BY 1, 2, 3, 4;
  END IF;

  -- Rows that many batches share come last, so that their locks are held for the shortest time; always in the same order.
  IF held && ARRAY['queue.sampled'] THEN
    INSERT INTO queues AS q (bot_id, queue, pending, processing, dead_letter, oldest_age_seconds, sampled_at, received_at)
    SELECT DISTINCT ON (e.bot_id, e.data->>'queue') e.bot_id, e.data->>'queue', (e.data->>'pending')::float8,
      (e.data->>'processing')::float8, (e.data->>'dead_letter')::float8, (e.data->>'oldest_age_seconds')::float8,
      e."time", e.received_at
    FROM unnest(fresh) AS e WHERE e.type = 'queue.sampled'
    ORDER BY e.bot_id, e.data->>'queue', e."time" DESC, e.idx DESC
    ON CONFLICT (bot_id, queue) DO UPDATE SET
      pending = excluded.pending, processing = excluded.processing, dead_letter = excluded.dead_letter,
      oldest_age_seconds = excluded.oldest_age_seconds, sampled_at = excluded.sampled_at, received_at = excluded.received_at
    WHERE q.sampled_at <= excluded.sampled_at;
  END IF;

  IF held && ARRAY['dependency.checked'] THEN
    INSERT INTO dependencies AS d (bot_id, component, status, latency_ms, detail, checked_at, received_at, changed_at)
    SELECT DISTINCT ON (e.bot_id, e.data->>'component') e.bot_id, e.data->>'component', e.data->>'status',
      (e.data->>'latency_ms')::float8, e.data->>'detail', e."time", e.received_at, e."time"
    FROM unnest(fresh) AS e WHERE e.type = 'dependency.checked'
    ORDER BY e.bot_id, e.data->>'component', e."time" DESC, e.idx DESC
    ON CONFLICT (bot_id, component) DO UPDATE SET
      status = excluded.status, latency_ms = excluded.latency_ms, detail = excluded.detail,
      checked_at = excluded.checked_at, received_at = excluded.received_at,
      changed_at = CASE WHEN d.status = excluded.status THEN d.changed_at ELSE excluded.changed_at END
    WHERE d.checked_at <= excluded.checked_at;
  END IF;

  IF held && ARRAY['message.processed'] THEN
    INSERT INTO user_days AS u (bot_id, day, user_id, user_name, messages, failed, response_time_sum_ms, first_at, last_at)
    SELECT e.bot_id, (e."time" AT TIME ZONE 'UTC')::date, e.data->>'user_id',
      (array_agg(e.data->>'user_name' ORDER BY e."time" DESC) FILTER (WHERE e.data->>'user_name' IS NOT NULL))[1],
      count(*), count(*) FILTER (WHERE (e.data->>'failed')::boolean),
      coalesce(sum((e.data->>'response_time_ms')::float8), 0), min(e."time"), max(e."time")
    FROM unnest(fresh) AS e WHERE e.type = 'message.processed'
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (bot_id, day, user_id) DO UPDATE SET
      user_name = coalesce(excluded.user_name, u.user_name), messages = u.messages + excluded.messages,
      failed = u.failed + excluded.failed,
      response_time_sum_ms = u.response_time_sum_ms + excluded.response_time_sum_ms,
      first_at = least(u.first_at, excluded.first_at), last_at = greatest(u.last_at, excluded.last_at);
  END IF;

  PERFORM ingest_bots(fresh);

  IF held && ARRAY['heartbeat'] THEN
    PERFORM ingest_heartbeats(fresh);
  END IF;

  IF cardinality(fresh) = cardinality(incoming) THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(SELECT e.idx FROM unnest(incoming) AS e WHERE e.idx <> ALL (logged));
END $$;
