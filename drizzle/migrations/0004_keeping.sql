ALTER TABLE "retention_log" ADD COLUMN "estimated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "event_times_time" ON "event_times" USING btree ("time");--> statement-breakpoint
CREATE INDEX "job_runs_unfinished" ON "job_runs" USING btree ("bot_id") WHERE finished_at is null;
--> statement-breakpoint
-- Rollup rows are rewritten while their time is open: room on the page spares the indexes.
ALTER TABLE rollup_minute SET (fillfactor = 85);
--> statement-breakpoint
ALTER TABLE rollup_hour SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE rollup_day SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE rollup_month SET (fillfactor = 60);
--> statement-breakpoint
-- As before, but CREATE TABLE … PARTITION OF waits for every reader of events and lets all ingest wait behind it, where
-- ATTACH disturbs nobody.
CREATE OR REPLACE FUNCTION ensure_event_partitions(first date, last date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  day date;
  made integer := 0;
  partition_name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('rollcall.partitions'));
  FOR day IN SELECT generate_series(first, last, interval '1 day')::date LOOP
    partition_name := 'events_p' || to_char(day, 'YYYYMMDD');
    IF to_regclass(partition_name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)', partition_name);
      EXECUTE format(
        'ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        partition_name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00'
      );
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
-- Carries up to max_rows deltas into the four grains, in one statement: a delta is either still a delta or in all four.
-- Returns how many deltas it carried. Two folds at once take turns; each delta is carried once.
-- A part is a key with the sums of its deltas (b null) or with one histogram bucket b and its count c, so that both are
-- added up in one pass and no join is needed. Plans are made for the table as it is: one made for an empty table does not
-- end on a full one.
CREATE OR REPLACE FUNCTION fold_deltas(max_rows integer) RETURNS bigint
LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off
SET jit = off
SET work_mem = '32MB' AS $$
DECLARE
  carried bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM rollup_deltas) THEN
    RETURN 0;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('rollcall.fold'));
  WITH gone AS MATERIALIZED (
    DELETE FROM rollup_deltas AS d
    USING (SELECT bot_id, id FROM rollup_deltas LIMIT max_rows) AS pick
    WHERE d.bot_id = pick.bot_id AND d.id = pick.id
    RETURNING d.bot_id, d.series, d.label, d.minute, d.n, d.failed, d.cancelled, d.sum, d.min, d.max, d.hist
  ),
  minutes AS MATERIALIZED (
    SELECT bot_id, series, label, minute AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM (
      SELECT bot_id, series, label, minute, NULL::bigint AS b, n, failed, cancelled, sum, min, max, 0 AS c FROM gone
      UNION ALL
      SELECT bot_id, series, label, minute, element >> 32, 0, 0, 0, NULL, NULL, NULL, element & 4294967295
      FROM gone CROSS JOIN LATERAL unnest(hist) AS element
    ) AS part
    GROUP BY 1, 2, 3, 4, 5
  ),
  hours AS MATERIALIZED (
    SELECT bot_id, series, label, hour_of(bucket) AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM minutes GROUP BY 1, 2, 3, 4, 5
  ),
  days AS MATERIALIZED (
    SELECT bot_id, series, label, day_of(bucket) AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM hours GROUP BY 1, 2, 3, 4, 5
  ),
  months AS MATERIALIZED (
    SELECT bot_id, series, label, month_of(bucket) AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM days GROUP BY 1, 2, 3, 4, 5
  ),
  to_minute AS (
    INSERT INTO rollup_minute AS r (bot_id, series, label, bucket, n, failed, cancelled, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM minutes GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      sum = CASE WHEN r.sum IS NULL THEN excluded.sum ELSE r.sum + coalesce(excluded.sum, 0) END,
      min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
      hist = CASE
        WHEN r.hist IS NULL THEN excluded.hist
        WHEN excluded.hist IS NULL THEN r.hist
        -- hist_merge, written out: called for every row it costs more than all the rest
        ELSE (
          SELECT array_agg((cell.b << 32) | cell.c ORDER BY cell.b)
          FROM (
            SELECT element >> 32 AS b, sum(element & 4294967295)::bigint AS c
            FROM unnest(r.hist || excluded.hist) AS element GROUP BY 1
          ) AS cell
        )
      END
  ),
  to_hour AS (
    INSERT INTO rollup_hour AS r (bot_id, series, label, bucket, n, failed, cancelled, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM hours GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      sum = CASE WHEN r.sum IS NULL THEN excluded.sum ELSE r.sum + coalesce(excluded.sum, 0) END,
      min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
      hist = CASE
        WHEN r.hist IS NULL THEN excluded.hist
        WHEN excluded.hist IS NULL THEN r.hist
        -- hist_merge, written out: called for every row it costs more than all the rest
        ELSE (
          SELECT array_agg((cell.b << 32) | cell.c ORDER BY cell.b)
          FROM (
            SELECT element >> 32 AS b, sum(element & 4294967295)::bigint AS c
            FROM unnest(r.hist || excluded.hist) AS element GROUP BY 1
          ) AS cell
        )
      END
  ),
  to_day AS (
    INSERT INTO rollup_day AS r (bot_id, series, label, bucket, n, failed, cancelled, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM days GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      sum = CASE WHEN r.sum IS NULL THEN excluded.sum ELSE r.sum + coalesce(excluded.sum, 0) END,
      min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
      hist = CASE
        WHEN r.hist IS NULL THEN excluded.hist
        WHEN excluded.hist IS NULL THEN r.hist
        -- hist_merge, written out: called for every row it costs more than all the rest
        ELSE (
          SELECT array_agg((cell.b << 32) | cell.c ORDER BY cell.b)
          FROM (
            SELECT element >> 32 AS b, sum(element & 4294967295)::bigint AS c
            FROM unnest(r.hist || excluded.hist) AS element GROUP BY 1
          ) AS cell
        )
      END
  ),
  to_month AS (
    INSERT INTO rollup_month AS r (bot_id, series, label, bucket, n, failed, cancelled, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM months GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      sum = CASE WHEN r.sum IS NULL THEN excluded.sum ELSE r.sum + coalesce(excluded.sum, 0) END,
      min = least(r.min, excluded.min), max = greatest(r.max, excluded.max),
      hist = CASE
        WHEN r.hist IS NULL THEN excluded.hist
        WHEN excluded.hist IS NULL THEN r.hist
        -- hist_merge, written out: called for every row it costs more than all the rest
        ELSE (
          SELECT array_agg((cell.b << 32) | cell.c ORDER BY cell.b)
          FROM (
            SELECT element >> 32 AS b, sum(element & 4294967295)::bigint AS c
            FROM unnest(r.hist || excluded.hist) AS element GROUP BY 1
          ) AS cell
        )
      END
  )
  SELECT count(*) INTO carried FROM gone;
  RETURN carried;
END $$;
