-- What a bot says of now is older than what it says next, though its clock was ahead for a while.
ALTER TABLE "bots" ADD COLUMN "current_job_time" timestamp (3) with time zone;
--> statement-breakpoint
-- Columns throughout: a batch is no longer put together into rows of a type of its own for each step. What is new is logged by a
-- plain insert, which costs two thirds of one that expects conflicts; that one follows where something had been counted before.
-- Events of the same instant are applied in the order in which they came, not in that of their ids.
DROP FUNCTION ingest_events(text[], timestamptz[], text[], text[], timestamptz[], text[], jsonb[], text[], jsonb[], text[], integer[],
  integer[], text[], timestamptz[], boolean[]);
--> statement-breakpoint
DROP FUNCTION ingest_jobs(ingest_event[]);
--> statement-breakpoint
DROP FUNCTION ingest_bots(ingest_event[]);
--> statement-breakpoint
DROP FUNCTION ingest_heartbeats(ingest_event[]);
--> statement-breakpoint
DROP TYPE ingest_event;
--> statement-breakpoint
-- Job runs, whatever order their events came in. A run is created, becomes terminal and becomes measured once each;
-- the transaction in which that happens, told by the *_xid columns, is the only one that counts it.
CREATE FUNCTION ingest_jobs(bot_ids text[], times timestamptz[], types text[], receipts timestamptz[], places integer[],
  event_data jsonb[], job_ids text[], attempts integer[], prior_attempts integer[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  -- what counts elsewhere as well
  rest run_change[];
BEGIN
  WITH known AS (
    SELECT e.bot_id, e.job_id, e.place, e.type, e."time", e.received_at, e.data,
      coalesce(e.attempt, CASE WHEN e.type = 'job.progress' THEN greatest(e.prior_attempt,
        (SELECT max(r.attempt) FROM job_runs AS r WHERE r.bot_id = e.bot_id AND r.job_id = e.job_id)) END, 1) AS attempt
    FROM unnest(bot_ids, times, types, receipts, places, event_data, job_ids, attempts, prior_attempts)
      AS e(bot_id, "time", type, received_at, place, data, job_id, attempt, prior_attempt)
    WHERE e.job_id IS NOT NULL
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
    FROM (SELECT * FROM known ORDER BY bot_id, job_id, attempt, "time", place) AS told_in_order GROUP BY 1, 2, 3) AS facts
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
CREATE FUNCTION ingest_bots(bot_ids text[], times timestamptz[], types text[], receipts timestamptz[], places integer[],
  event_data jsonb[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO bots AS b (id, first_seen_at, last_seen_at, last_taken_at, last_progress_at, last_queue)
  SELECT told.bot_id, told.first_seen_at, told.last_seen_at, told.last_taken_at, told.last_progress_at, told.last_queue
  FROM (
    SELECT e.bot_id, min(e.received_at) AS first_seen_at, max(e.received_at) AS last_seen_at,
      max(e.received_at) FILTER (WHERE e.type = 'job.started') AS last_taken_at,
      max(e.received_at) FILTER (WHERE e.type IN ('job.progress', 'job.finished')) AS last_progress_at,
      (array_agg(e.data->>'queue' ORDER BY e."time" DESC, e.place DESC)
        FILTER (WHERE e.type LIKE 'job.%' AND e.data ? 'queue'))[1] AS last_queue,
      bool_or(e.type = 'heartbeat') AS beats
    FROM unnest(bot_ids, times, types, receipts, places, event_data) AS e(bot_id, "time", type, received_at, place, data)
    GROUP BY 1
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
--> statement-breakpoint
-- What heartbeats say of their bots. The rows are there, and locked in order, by ingest_bots.
CREATE FUNCTION ingest_heartbeats(bot_ids text[], times timestamptz[], types text[], receipts timestamptz[], places integer[],
  event_data jsonb[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE bots AS b SET
    last_heartbeat_at = greatest(b.last_heartbeat_at, beat.received_at),
    heartbeat_time = greatest(b.heartbeat_time, beat."time"),
    reported_name = CASE WHEN beat.newest THEN coalesce(beat.data->>'name', b.reported_name) ELSE b.reported_name END,
    reported_tags = CASE WHEN beat.newest AND beat.data ? 'tags' THEN ARRAY(SELECT jsonb_array_elements_text(beat.data->'tags')) ELSE b.reported_tags END,
    kind = CASE WHEN beat.newest THEN coalesce(beat.data->>'kind', b.kind) ELSE b.kind END,
    version = CASE WHEN beat.newest THEN coalesce(beat.data->>'version', b.version) ELSE b.version END,
    host = CASE WHEN beat.newest THEN coalesce(beat.data->>'host', b.host) ELSE b.host END,
    reported_status = CASE WHEN beat.newest THEN coalesce(beat.data->>'status', b.reported_status) ELSE b.reported_status END,
    -- an idle bot has the job it says, mostly none; a busy one that does not name its job keeps the one it named
    current_job_id = CASE
      WHEN NOT beat.newest THEN b.current_job_id
      WHEN beat.data->>'status' = 'idle' THEN beat.last->>'current_job_id'
      ELSE coalesce(beat.data->>'current_job_id', b.current_job_id) END,
    current_job_time = CASE WHEN beat.newest THEN coalesce(beat.job_time, b.current_job_time) ELSE b.current_job_time END,
    cpu_percent = CASE WHEN beat.newest THEN coalesce((beat.data->>'cpu_percent')::float8, b.cpu_percent) ELSE b.cpu_percent END,
    memory_bytes = CASE WHEN beat.newest THEN coalesce((beat.data->>'memory_bytes')::float8, b.memory_bytes) ELSE b.memory_bytes END
  FROM (
    SELECT told.*, told."time" >= coalesce(known.heartbeat_time, '-infinity') AS newest
    FROM (
      SELECT e.bot_id, max(e."time") AS "time", max(e.received_at) AS received_at,
        max(e."time") FILTER (WHERE e.data->>'current_job_id' IS NOT NULL) AS job_time,
        (array_agg(e.data ORDER BY e."time", e.place))[count(*)] AS last,
        -- several in one batch: a member of a later one wins over the same member of an earlier one
        jsonb_merge(e.data ORDER BY e."time", e.place) AS data
      FROM (
        SELECT bot_id, least("time", received_at) AS "time", received_at, place, data
        FROM unnest(bot_ids, times, types, receipts, places, event_data) AS beat(bot_id, "time", type, received_at, place, data)
        WHERE type = 'heartbeat'
      ) AS e
      GROUP BY 1
    ) AS told
    JOIN bots AS known ON known.id = told.bot_id
  ) AS beat
  WHERE b.id = beat.bot_id;
END $$;
--> statement-breakpoint
-- Takes a batch in: log, job runs, current state, users and rollup deltas, all or nothing.
-- It comes as one array for each column, sorted by (bot_id, time, event_id), each of them once, so that two batches never wait for
-- each other in a circle; null stands for a column in which no event of the batch has a value.
-- places tells the order in which the events came, from 0, which becomes their order within the transaction: a transaction takes one
-- batch. held are the types that the batch holds: the caller knows, and asking costs as much as storing an event.
-- Whoever holds a lock for long keeps out the bot that it is of, not everybody: the wait ends, and the caller parts the batch.
-- Returns the place of every event that had been counted before; the others are new.
CREATE FUNCTION ingest_events(bot_ids text[], times timestamptz[], event_ids text[], types text[], receipts timestamptz[],
  channels text[], places integer[], event_data jsonb[], held text[], event_points jsonb[], job_ids text[], attempts integer[],
  prior_attempts integer[], prior_statuses text[], original_times timestamptz[], pins boolean[]) RETURNS integer[]
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET lock_timeout = '3s' AS $$
DECLARE
  logged integer[];
  known integer[] := '{}';
BEGIN
  IF pins IS NOT NULL THEN
    WITH receipt AS (
      INSERT INTO event_times AS t (bot_id, event_id, "time")
      SELECT e.bot_id, e.event_id, e."time" FROM unnest(bot_ids, event_ids, times, pins) AS e(bot_id, event_id, "time", pinned)
      WHERE e.pinned ORDER BY 1, 2
      ON CONFLICT (bot_id, event_id) DO UPDATE SET "time" = t."time"
      RETURNING t.bot_id, t.event_id, t."time"
    )
    SELECT array_agg(coalesce(r."time", e."time") ORDER BY e.n) INTO times
    FROM unnest(bot_ids, event_ids, times, pins) WITH ORDINALITY AS e(bot_id, event_id, "time", pinned, n)
    LEFT JOIN receipt AS r ON e.pinned AND r.bot_id = e.bot_id AND r.event_id = e.event_id;
  END IF;

  -- A dependency check that repeats the known status is a sample, not a change of health.
  IF 'dependency.checked' = ANY (held) THEN
    SELECT array_agg(CASE WHEN e.channel = 'health' AND e.data->>'status' = coalesce(e.prior_status, d.status) THEN 'metrics'
      ELSE e.channel END ORDER BY e.n) INTO channels
    FROM unnest(bot_ids, channels, event_data, prior_statuses) WITH ORDINALITY AS e(bot_id, channel, data, prior_status, n)
    LEFT JOIN dependencies AS d ON e.channel = 'health' AND d.bot_id = e.bot_id AND d.component = e.data->>'component';
  END IF;

  BEGIN
    INSERT INTO events (bot_id, "time", event_id, type, received_at, original_time, channel, seq, data)
    SELECT * FROM unnest(bot_ids, times, event_ids, types, receipts, original_times, channels, places, event_data);
  EXCEPTION WHEN unique_violation THEN
    WITH stored AS (
      INSERT INTO events (bot_id, "time", event_id, type, received_at, original_time, channel, seq, data)
      SELECT * FROM unnest(bot_ids, times, event_ids, types, receipts, original_times, channels, places, event_data)
      ON CONFLICT (bot_id, "time", event_id) DO NOTHING
      RETURNING seq
    )
    SELECT coalesce(array_agg(seq), '{}') INTO logged FROM stored;
    known := ARRAY(SELECT place FROM unnest(places) AS place WHERE place <> ALL (logged));
    IF logged = '{}' THEN
      RETURN known;
    END IF;
    SELECT array_agg(e.bot_id ORDER BY e.n), array_agg(e."time" ORDER BY e.n), array_agg(e.type ORDER BY e.n),
      array_agg(e.received_at ORDER BY e.n), array_agg(e.place ORDER BY e.n), array_agg(e.data ORDER BY e.n),
      array_agg(e.points ORDER BY e.n), array_agg(e.job_id ORDER BY e.n), array_agg(e.attempt ORDER BY e.n),
      array_agg(e.prior_attempt ORDER BY e.n)
    INTO bot_ids, times, types, receipts, places, event_data, event_points, job_ids, attempts, prior_attempts
    FROM unnest(bot_ids, times, types, receipts, places, event_data, event_points, job_ids, attempts, prior_attempts) WITH ORDINALITY
      AS e(bot_id, "time", type, received_at, place, data, points, job_id, attempt, prior_attempt, n)
    WHERE e.place = ANY (logged);
  END;

  IF job_ids IS NOT NULL THEN
    PERFORM ingest_jobs(bot_ids, times, types, receipts, places, event_data, job_ids, attempts, prior_attempts);
  END IF;

  -- Job runs count themselves, when a run becomes terminal; every other event adds its own points.
  IF event_points IS NOT NULL THEN
    INSERT INTO rollup_deltas (bot_id, series, label, minute, n, failed, cancelled, measured, sum, min, max, hist)
    SELECT bot_id, series, label, minute, sum(n), sum(failed), 0, sum(measured), sum(sum), min(min), max(max),
      array_agg((b << 32) | n ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM (
      SELECT e.bot_id, p.s AS series, p.l AS label, minute_of(e."time") AS minute, p.b, count(*) AS n, count(p.v) AS measured,
        sum(p.f) AS failed, sum(p.v) AS sum, min(p.v) AS min, max(p.v) AS max
      FROM unnest(bot_ids, times, event_points) AS e(bot_id, "time", points)
      CROSS JOIN LATERAL jsonb_to_recordset(e.points) AS p(s text, l text, f integer, v float8, b bigint)
      GROUP BY 1, 2, 3, 4, 5
    ) AS cell
    GROUP BY 1, 2, 3, 4;
  END IF;

  -- Rows that many batches share come last, so that their locks are held for the shortest time; always in the same order.
  IF 'queue.sampled' = ANY (held) THEN
    INSERT INTO queues AS q (bot_id, queue, pending, processing, dead_letter, oldest_age_seconds, sampled_at, received_at)
    SELECT DISTINCT ON (e.bot_id, e.data->>'queue') e.bot_id, e.data->>'queue', (e.data->>'pending')::float8,
      (e.data->>'processing')::float8, (e.data->>'dead_letter')::float8, (e.data->>'oldest_age_seconds')::float8,
      least(e."time", e.received_at), e.received_at
    FROM unnest(bot_ids, times, types, receipts, places, event_data) AS e(bot_id, "time", type, received_at, place, data)
    WHERE e.type = 'queue.sampled'
    ORDER BY e.bot_id, e.data->>'queue', least(e."time", e.received_at) DESC, e.place DESC
    ON CONFLICT (bot_id, queue) DO UPDATE SET
      pending = excluded.pending, processing = excluded.processing, dead_letter = excluded.dead_letter,
      oldest_age_seconds = excluded.oldest_age_seconds, sampled_at = excluded.sampled_at, received_at = excluded.received_at
    WHERE q.sampled_at <= excluded.sampled_at;
  END IF;

  IF 'dependency.checked' = ANY (held) THEN
    INSERT INTO dependencies AS d (bot_id, component, status, latency_ms, detail, checked_at, received_at, changed_at)
    SELECT DISTINCT ON (e.bot_id, e.data->>'component') e.bot_id, e.data->>'component', e.data->>'status',
      (e.data->>'latency_ms')::float8, e.data->>'detail', least(e."time", e.received_at), e.received_at,
      least(e."time", e.received_at)
    FROM unnest(bot_ids, times, types, receipts, places, event_data) AS e(bot_id, "time", type, received_at, place, data)
    WHERE e.type = 'dependency.checked'
    ORDER BY e.bot_id, e.data->>'component', least(e."time", e.received_at) DESC, e.place DESC
    ON CONFLICT (bot_id, component) DO UPDATE SET
      status = excluded.status, latency_ms = excluded.latency_ms, detail = excluded.detail,
      checked_at = excluded.checked_at, received_at = excluded.received_at,
      changed_at = CASE WHEN d.status = excluded.status THEN d.changed_at ELSE excluded.changed_at END
    WHERE d.checked_at <= excluded.checked_at;
  END IF;

  IF 'message.processed' = ANY (held) THEN
    INSERT INTO user_days AS u (bot_id, day, user_id, user_name, messages, failed, response_time_sum_ms, first_at, last_at)
    SELECT e.bot_id, (e."time" AT TIME ZONE 'UTC')::date, e.data->>'user_id',
      (array_agg(e.data->>'user_name' ORDER BY e."time" DESC, e.place DESC) FILTER (WHERE e.data->>'user_name' IS NOT NULL))[1],
      count(*), count(*) FILTER (WHERE (e.data->>'failed')::boolean),
      coalesce(sum((e.data->>'response_time_ms')::float8), 0), min(e."time"), max(e."time")
    FROM unnest(bot_ids, times, types, places, event_data) AS e(bot_id, "time", type, place, data)
    WHERE e.type = 'message.processed'
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (bot_id, day, user_id) DO UPDATE SET
      user_name = coalesce(excluded.user_name, u.user_name), messages = u.messages + excluded.messages,
      failed = u.failed + excluded.failed,
      response_time_sum_ms = u.response_time_sum_ms + excluded.response_time_sum_ms,
      first_at = least(u.first_at, excluded.first_at), last_at = greatest(u.last_at, excluded.last_at);
  END IF;

  PERFORM ingest_bots(bot_ids, times, types, receipts, places, event_data);

  IF 'heartbeat' = ANY (held) THEN
    PERFORM ingest_heartbeats(bot_ids, times, types, receipts, places, event_data);
  END IF;

  RETURN known;
END $$;
