-- A cell of a histogram has room for 2^32 - 1; one more ran over into the next bucket. A full cell stays full now. What puts cells
-- together is as before but for that.
DO $$
DECLARE
  body text;
  name regprocedure;
BEGIN
  FOREACH name IN ARRAY ARRAY['hist_merge(bigint[], bigint[])', 'fold_deltas(integer)', 'recount_fleet()', 'leave_fleet(text)']::regprocedure[] LOOP
    body := pg_get_functiondef(name);
    EXECUTE regexp_replace(body, '<< 32\) \| ((cell\.)?(c|count))\M', '<< 32) | least(\1, 4294967295)', 'g');
  END LOOP;
END $$;
