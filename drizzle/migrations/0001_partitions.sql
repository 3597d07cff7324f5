-- Makes the daily partitions of events that cover [first, last], both inclusive (UTC days). Returns how many were new.
-- The lock makes two callers at once harmless. CREATE TABLE … PARTITION OF would wait for every reader of events and let
-- all ingest wait behind it; ATTACH disturbs nobody.
CREATE FUNCTION ensure_event_partitions(first date, last date) RETURNS integer
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
-- Current state is rewritten with every batch: leave room on the page, and vacuum the short-lived deltas eagerly.
ALTER TABLE bots SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
--> statement-breakpoint
ALTER TABLE job_runs SET (fillfactor = 80);
--> statement-breakpoint
ALTER TABLE rollup_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
