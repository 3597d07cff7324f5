import type { Query } from "./database-of";
import type { ReferenceRun, Totals } from "./job-reference";
import { unfolded } from "./rollups";

/** The runs that the database holds, as {@link ReferenceRun}s by `bot job attempt`. */
export async function storedRuns(query: Query): Promise<Map<string, ReferenceRun>> {
  const rows = await query<ReferenceRun & { key: string }>(`
    select bot_id || ' ' || job_id || ' ' || attempt as key, (extract(epoch from queued_at) * 1000)::float8 as queued_at,
      (extract(epoch from started_at) * 1000)::float8 as started_at, (extract(epoch from finished_at) * 1000)::float8 as finished_at,
      outcome, duration_ms, job_type, queue, customer_id, progress_percent, progress_note, error_message, dead_lettered,
      cost_usd, value_usd, cpu_ms, memory_peak_bytes
    from job_runs`);
  return new Map(rows.map(({ key, ...run }) => [key, run]));
}

/** What the rollups of jobs add up to in the database, by the keys of {@link Totals}. */
export async function storedTotals(query: Query): Promise<Totals> {
  const rows = await query<{ key: string; n: string; failed: string; cancelled: string; sum: number | null }>(`
    select concat_ws(' ', bot_id, series, label, case when series not in ('job_submitted', 'job_retry') then
        to_char(bucket at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end) as key,
      sum(n) as n, sum(failed) as failed, sum(cancelled) as cancelled, sum(sum) as sum
    from ${unfolded("rollup_minute_live")} as told where series like 'job%' group by 1`);
  return Object.fromEntries(
    rows.map(({ key, n, failed, cancelled, sum }) => [key, `${n}/${failed}/${cancelled}/${sum ?? "-"}`]),
  );
}
