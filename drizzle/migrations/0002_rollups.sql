-- The bucket of a duration in a histogram of 2 % relative error: bucket b covers (g^(b-1), g^b] ms, ln g = 0.0400053346136992.
CREATE FUNCTION hist_bucket(ms double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ms IS NULL THEN NULL WHEN ms <= 1 THEN 0 ELSE ceil(ln(ms) / 0.0400053346136992)::bigint END;
--> statement-breakpoint
-- Two histograms added. Elements are bucket << 32 | count, ascending by bucket; null is the empty histogram.
CREATE FUNCTION hist_merge(a bigint[], b bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN a IS NULL THEN b
  WHEN b IS NULL THEN a
  ELSE (
    SELECT array_agg((cell.bucket << 32) | cell.count ORDER BY cell.bucket)
    FROM (
      SELECT element >> 32 AS bucket, sum(element & 4294967295)::bigint AS count
      FROM unnest(a || b) AS element
      GROUP BY 1
    ) AS cell
  )
END;
--> statement-breakpoint
CREATE FUNCTION month_of(instant timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', instant AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
--> statement-breakpoint
CREATE FUNCTION minute_of(instant timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin('1 minute', instant, '2000-01-01 00:00:00+00');
--> statement-breakpoint
CREATE FUNCTION hour_of(instant timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin('1 hour', instant, '2000-01-01 00:00:00+00');
--> statement-breakpoint
CREATE FUNCTION day_of(instant timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin('1 day', instant, '2000-01-01 00:00:00+00');
--> statement-breakpoint
-- Each grain as readers see it: what is folded and what is not yet. Several rows may share a key; readers add them up.
CREATE VIEW rollup_minute_live AS
  SELECT bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_minute
  UNION ALL
  SELECT bot_id, series, label, minute, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
CREATE VIEW rollup_hour_live AS
  SELECT bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_hour
  UNION ALL
  SELECT bot_id, series, label, hour_of(minute), n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
CREATE VIEW rollup_day_live AS
  SELECT bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_day
  UNION ALL
  SELECT bot_id, series, label, day_of(minute), n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
CREATE VIEW rollup_month_live AS
  SELECT bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_month
  UNION ALL
  SELECT bot_id, series, label, month_of(minute), n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
-- Carries up to max_rows deltas into the four grains, in one statement: a delta is either still a delta or in all four.
-- Returns how many deltas it carried. Two folds at once take turns; each delta is carried once.
-- A part is a key with the sums of its deltas (b null) or with one histogram bucket b and its count c, so that both are
-- added up in one pass and no join is needed. Plans are made for the table as it is: one made for an empty table does not
-- end on a full one.
CREATE FUNCTION fold_deltas(max_rows integer) RETURNS bigint
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
    RETURNING d.bot_id, d.series, d.label, d.minute, d.n, d.failed, d.cancelled, d.measured, d.submitted, d.sum, d.min, d.max, d.hist
  ),
  minutes AS MATERIALIZED (
    SELECT bot_id, series, label, minute AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(measured)::bigint AS measured,
      sum(submitted)::bigint AS submitted, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM (
      SELECT bot_id, series, label, minute, NULL::bigint AS b, n, failed, cancelled, measured, submitted, sum, min, max, 0 AS c FROM gone
      UNION ALL
      SELECT bot_id, series, label, minute, element >> 32, 0, 0, 0, 0, 0, NULL, NULL, NULL, element & 4294967295
      FROM gone CROSS JOIN LATERAL unnest(hist) AS element
    ) AS part
    GROUP BY 1, 2, 3, 4, 5
  ),
  hours AS MATERIALIZED (
    SELECT bot_id, series, label, hour_of(bucket) AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(measured)::bigint AS measured,
      sum(submitted)::bigint AS submitted, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM minutes GROUP BY 1, 2, 3, 4, 5
  ),
  days AS MATERIALIZED (
    SELECT bot_id, series, label, day_of(bucket) AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(measured)::bigint AS measured,
      sum(submitted)::bigint AS submitted, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM hours GROUP BY 1, 2, 3, 4, 5
  ),
  months AS MATERIALIZED (
    SELECT bot_id, series, label, month_of(bucket) AS bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(measured)::bigint AS measured,
      sum(submitted)::bigint AS submitted, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM days GROUP BY 1, 2, 3, 4, 5
  ),
  to_minute AS (
    INSERT INTO rollup_minute AS r (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(measured), sum(submitted), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM minutes GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      measured = r.measured + excluded.measured, submitted = r.submitted + excluded.submitted,
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
    INSERT INTO rollup_hour AS r (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(measured), sum(submitted), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM hours GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      measured = r.measured + excluded.measured, submitted = r.submitted + excluded.submitted,
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
    INSERT INTO rollup_day AS r (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(measured), sum(submitted), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM days GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      measured = r.measured + excluded.measured, submitted = r.submitted + excluded.submitted,
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
    INSERT INTO rollup_month AS r (bot_id, series, label, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    SELECT bot_id, series, label, bucket, sum(n), sum(failed), sum(cancelled), sum(measured), sum(submitted), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM months GROUP BY 1, 2, 3, 4
    ON CONFLICT (bot_id, series, bucket, label) DO UPDATE SET
      n = r.n + excluded.n, failed = r.failed + excluded.failed, cancelled = r.cancelled + excluded.cancelled,
      measured = r.measured + excluded.measured, submitted = r.submitted + excluded.submitted,
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
