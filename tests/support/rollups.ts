/**
 * The rows of a rollup view by what they count: a `job` row holds outcomes, durations and submissions, which become rows of
 * `job`, `job_duration` and `job_submitted` here. Columns: bot_id, series, label, bucket, n, failed, cancelled, sum, min, max, hist.
 */
export const unfolded = (view: string): string => `(
  select bot_id, series, label, bucket, n, failed, cancelled, sum, min, max, hist from ${view} where series <> 'job'
  union all
  select bot_id, series, label, bucket, n, failed, cancelled, null, null, null, null from ${view} where series = 'job' and n > 0
  union all
  select bot_id, 'job_duration', label, bucket, measured, 0, 0, sum, min, max, hist from ${view} where series = 'job' and measured > 0
  union all
  select bot_id, 'job_submitted', label, bucket, submitted, 0, 0, null, null, null, null from ${view} where submitted > 0
)`;
