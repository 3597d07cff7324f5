-- The grains over all bots, written by the fold. A fold that began before this migration waits here until it is over; one that
-- began meanwhile has the old body, which knows nothing of the fleet: it must fail, and does for the column it picks deltas
-- by is called otherwise now. Its deltas stay for the next.
LOCK TABLE rollup_deltas IN ACCESS EXCLUSIVE MODE;
--> statement-breakpoint
ALTER TABLE rollup_deltas RENAME COLUMN id TO delta_id;
--> statement-breakpoint
ALTER TABLE rollup_deltas RENAME CONSTRAINT rollup_deltas_bot_id_id_pk TO rollup_deltas_bot_id_delta_id_pk;
--> statement-breakpoint
CREATE TABLE "rollup_fleet" (
	"grain" text NOT NULL,
	"series" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"n" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"cancelled" bigint NOT NULL,
	"measured" bigint DEFAULT 0 NOT NULL,
	"submitted" bigint DEFAULT 0 NOT NULL,
	"sum" double precision,
	"min" double precision,
	"max" double precision,
	"hist" bigint[],
	CONSTRAINT "rollup_fleet_grain_series_bucket_pk" PRIMARY KEY("grain","series","bucket")
);
--> statement-breakpoint
CREATE VIEW fleet_minute_live AS
  SELECT series, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_fleet WHERE grain = 'minute'
  UNION ALL
  SELECT series, minute, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
CREATE VIEW fleet_hour_live AS
  SELECT series, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_fleet WHERE grain = 'hour'
  UNION ALL
  SELECT series, hour_of(minute) AS bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
CREATE VIEW fleet_day_live AS
  SELECT series, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_fleet WHERE grain = 'day'
  UNION ALL
  SELECT series, day_of(minute) AS bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
CREATE VIEW fleet_month_live AS
  SELECT series, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_fleet WHERE grain = 'month'
  UNION ALL
  SELECT series, month_of(minute) AS bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist FROM rollup_deltas;
--> statement-breakpoint
-- As before, and the fleet with them.
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
    USING (SELECT bot_id, delta_id FROM rollup_deltas LIMIT max_rows) AS pick
    WHERE d.bot_id = pick.bot_id AND d.delta_id = pick.delta_id
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
  ),
  -- Over all bots and labels: one row each for the same part of the same histogram, then as above.
  fleet AS (
    SELECT grain, series, bucket, b, sum(n)::bigint AS n, sum(failed)::bigint AS failed,
      sum(cancelled)::bigint AS cancelled, sum(measured)::bigint AS measured,
      sum(submitted)::bigint AS submitted, sum(sum) AS sum, min(min) AS min, max(max) AS max, sum(c)::bigint AS c
    FROM (
      SELECT 'minute' AS grain, * FROM minutes UNION ALL SELECT 'hour', * FROM hours
      UNION ALL SELECT 'day', * FROM days UNION ALL SELECT 'month', * FROM months
    ) AS cell
    GROUP BY 1, 2, 3, 4
  ),
  to_fleet AS (
    INSERT INTO rollup_fleet AS r (grain, series, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
    SELECT grain, series, bucket, sum(n), sum(failed), sum(cancelled), sum(measured), sum(submitted), sum(sum), min(min), max(max),
      array_agg((b << 32) | c ORDER BY b) FILTER (WHERE b IS NOT NULL)
    FROM fleet GROUP BY 1, 2, 3
    ON CONFLICT (grain, series, bucket) DO UPDATE SET
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
--> statement-breakpoint
-- Counts the whole fleet anew from the rollups of its bots. Nothing is folded meanwhile. It does not take the lock of the fold:
-- who removes a bot takes that first and this table after it.
CREATE FUNCTION recount_fleet() RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan
SET jit = off
SET work_mem = '128MB' AS $$
DECLARE
  grain text;
BEGIN
  LOCK TABLE rollup_deltas IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM rollup_fleet;
  FOREACH grain IN ARRAY ARRAY['minute', 'hour', 'day', 'month'] LOOP
    EXECUTE format($sql$
      INSERT INTO rollup_fleet (grain, series, bucket, n, failed, cancelled, measured, submitted, sum, min, max, hist)
      SELECT %1$L, f.*, h.hist
      FROM (
        SELECT series, bucket, sum(n)::bigint, sum(failed)::bigint, sum(cancelled)::bigint, sum(measured)::bigint,
          sum(submitted)::bigint, sum(sum), min(min), max(max)
        FROM %2$I GROUP BY 1, 2
      ) AS f
      LEFT JOIN (
        SELECT series, bucket, array_agg((b << 32) | c ORDER BY b) AS hist
        FROM (
          SELECT series, bucket, element >> 32 AS b, sum(element & 4294967295)::bigint AS c
          FROM %2$I CROSS JOIN LATERAL unnest(hist) AS element GROUP BY 1, 2, 3
        ) AS cell
        GROUP BY 1, 2
      ) AS h USING (series, bucket)
    $sql$, grain, 'rollup_' || grain);
  END LOOP;
END $$;
--> statement-breakpoint
-- Takes a bot's share out of the fleet, before its rollups go. Extremes are looked up among the others only where they may be
-- the bot's. Whoever calls it holds the lock of the fold, so that nothing is carried in between.
CREATE FUNCTION leave_fleet(leaving text) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan
SET jit = off AS $$
DECLARE
  grain text;
BEGIN
  FOREACH grain IN ARRAY ARRAY['minute', 'hour', 'day', 'month'] LOOP
    EXECUTE format($sql$
      WITH own AS (
        SELECT series, bucket, sum(n)::bigint AS n, sum(failed)::bigint AS failed, sum(cancelled)::bigint AS cancelled,
          sum(measured)::bigint AS measured, sum(submitted)::bigint AS submitted, sum(sum) AS sum, min(min) AS min, max(max) AS max
        FROM %2$I WHERE bot_id = $1 GROUP BY 1, 2
      ),
      own_hist AS (
        SELECT series, bucket, array_agg(element) AS hist
        FROM %2$I CROSS JOIN LATERAL unnest(hist) AS element WHERE bot_id = $1 GROUP BY 1, 2
      )
      UPDATE rollup_fleet AS f SET n = f.n - o.n, failed = f.failed - o.failed, cancelled = f.cancelled - o.cancelled,
        measured = f.measured - o.measured, submitted = f.submitted - o.submitted,
        sum = CASE WHEN f.measured > o.measured THEN f.sum - coalesce(o.sum, 0) END,
        min = CASE WHEN o.min > f.min OR o.min IS NULL THEN f.min ELSE (
          SELECT min(r.min) FROM %2$I AS r WHERE r.series = f.series AND r.bucket = f.bucket AND r.bot_id <> $1) END,
        max = CASE WHEN o.max < f.max OR o.max IS NULL THEN f.max ELSE (
          SELECT max(r.max) FROM %2$I AS r WHERE r.series = f.series AND r.bucket = f.bucket AND r.bot_id <> $1) END,
        hist = CASE WHEN h.hist IS NULL THEN f.hist ELSE (
          SELECT array_agg((cell.b << 32) | cell.c ORDER BY cell.b)
          FROM (
            SELECT b, sum(c)::bigint AS c
            FROM (
              SELECT element >> 32 AS b, element & 4294967295 AS c FROM unnest(f.hist) AS element
              UNION ALL
              SELECT element >> 32, -(element & 4294967295) FROM unnest(h.hist) AS element
            ) AS part
            GROUP BY 1 HAVING sum(c) > 0
          ) AS cell
        ) END
      FROM own AS o LEFT JOIN own_hist AS h USING (series, bucket)
      WHERE f.grain = %1$L AND f.series = o.series AND f.bucket = o.bucket
    $sql$, grain, 'rollup_' || grain) USING leaving;
  END LOOP;
  DELETE FROM rollup_fleet AS f WHERE f.n = 0 AND f.measured = 0 AND f.submitted = 0;
END $$;
--> statement-breakpoint
SELECT recount_fleet();
