-- Two batches waited for each other in a circle: heartbeats took their bots' rows in whatever order. And a duration that a bot
-- told was taken for a reckoned one where both were equal.
ALTER TABLE "job_runs" ADD COLUMN "duration_told" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "typed_late" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
-- As before, but for duration_told, and for typed_late: what is counted of one run stands under one type.
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
      finished_at, outcome, duration_ms, duration_told, progress_percent, progress_note, progress_time, progress_received_at, error_type, error_message,
      error_stack, dead_lettered, cost_usd, value_usd, cpu_ms, memory_peak_bytes, updated_at, created_xid, finish_xid, duration_xid)
    SELECT bot_id, job_id, attempt, queue, job_type, customer_id, queued_at, started_at, start_received_at,
      finished_at, finish->>'status', duration_ms, (finish->>'duration_ms') IS NOT NULL, (progress->>'percent')::float8, progress->>'note', progress_time, progress_received_at,
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
      typed_late = r.typed_late OR (r.finished_at IS NOT NULL AND r.job_type IS NULL AND excluded.job_type IS NOT NULL),
      customer_id = coalesce(r.customer_id, excluded.customer_id),
      queued_at = least(r.queued_at, excluded.queued_at),
      started_at = coalesce(r.started_at, excluded.started_at),
      start_received_at = coalesce(r.start_received_at, excluded.start_received_at),
      finished_at = coalesce(r.finished_at, excluded.finished_at),
      outcome = coalesce(r.outcome, excluded.outcome),
      duration_ms = coalesce(r.duration_ms, CASE
        -- the batch's own reckoning counts only where its start is the run's: the first to arrive is
        WHEN r.finished_at IS NULL AND (r.started_at IS NULL OR excluded.duration_told) THEN excluded.duration_ms END,
        run_ms(coalesce(r.started_at, excluded.started_at), coalesce(r.finished_at, excluded.finished_at))),
      duration_told = r.duration_told OR (r.finished_at IS NULL AND excluded.duration_told),
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
    RETURNING r.bot_id, CASE WHEN r.typed_late THEN '' ELSE left(coalesce(r.job_type, ''), 400) END AS label,
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
-- Current state of the bots that reported. Liveness is receipt time. A row whose news is less than a second old is left alone:
-- these rows are what batches share, and a lock on them, held until the commit, would make one batch wait for the other. A row
-- with a heartbeat is taken whatever its age: ingest_heartbeats changes it after this, and all locks are taken here, in order.
CREATE OR REPLACE FUNCTION ingest_bots(fresh ingest_event[]) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO bots AS b (id, first_seen_at, last_seen_at, last_taken_at, last_progress_at, last_queue)
  SELECT told.bot_id, told.first_seen_at, told.last_seen_at, told.last_taken_at, told.last_progress_at, told.last_queue
  FROM (
    SELECT e.bot_id, min(e.received_at) AS first_seen_at, max(e.received_at) AS last_seen_at,
      max(e.received_at) FILTER (WHERE e.type = 'job.started') AS last_taken_at,
      max(e.received_at) FILTER (WHERE e.type IN ('job.progress', 'job.finished')) AS last_progress_at,
      (array_agg(e.data->>'queue' ORDER BY e."time" DESC, e.idx DESC)
        FILTER (WHERE e.type LIKE 'job.%' AND e.data ? 'queue'))[1] AS last_queue,
      bool_or(e.type = 'heartbeat') AS beats
    FROM unnest(fresh) AS e GROUP BY 1
  ) AS told
  LEFT JOIN bots AS known ON known.id = told.bot_id
  WHERE known.id IS NULL OR told.beats
    OR told.last_seen_at >= known.last_seen_at + interval '1 second'
    OR told.last_taken_at >= coalesce(known.last_taken_at, '-infinity') + interval '1 second'
    OR told.last_progress_at >= coalesce(known.last_progress_at, '-infinity') + interval '1 second'
    OR told.last_queue <> coalesce(known.last_queue, '')
  ORDER BY told.bot_id
  ON CONFLICT (id) DO UPDATE SET
    last_seen_at = greatest(b.last_seen_at, excluded.last_seen_at),
    last_taken_at = greatest(b.last_taken_at, excluded.last_taken_at),
    last_progress_at = greatest(b.last_progress_at, excluded.last_progress_at),
    last_queue = coalesce(excluded.last_queue, b.last_queue);
END $$;
