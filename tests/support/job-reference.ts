import type { JobEvent } from "./job-history";

/** An attempt as it should be known once all of its events came, whatever their order. Times in epoch milliseconds. */
export interface ReferenceRun {
  queued_at: number | null;
  started_at: number | null;
  finished_at: number | null;
  outcome: string | null;
  duration_ms: number | null;
  job_type: string;
  queue: string | null;
  customer_id: string | null;
  progress_percent: number | null;
  progress_note: string | null;
  error_message: string | null;
  dead_lettered: boolean;
  cost_usd: number | null;
  value_usd: number | null;
  cpu_ms: number | null;
  memory_peak_bytes: number | null;
}

/** `n/failed/cancelled/sum` by `bot series label minute`; of submissions and retries, whose minute is that of whatever came first, by `bot series label`. */
export type Totals = Record<string, string>;

/** Runs by `bot job attempt`. */
export function referenceRuns(events: readonly JobEvent[]): Map<string, ReferenceRun> {
  const byRun = new Map<string, JobEvent[]>();
  for (const event of new Map(events.map((each) => [`${each.bot_id} ${each.id}`, each])).values()) {
    const key = `${event.bot_id} ${event.data.job_id} ${event.data.attempt}`;
    byRun.set(key, [...(byRun.get(key) ?? []), event]);
  }
  return new Map([...byRun].map(([key, ofRun]) => [key, referenceRun(ofRun)]));
}

function referenceRun(events: readonly JobEvent[]): ReferenceRun {
  const first = (type: JobEvent["type"]) => events.find((event) => event.type === type);
  const said = <T>(event: JobEvent | undefined, member: string) => (event?.data[member] ?? null) as T | null;
  const [queued, started, finished] = [first("job.queued"), first("job.started"), first("job.finished")];
  const progress = events.filter(({ type }) => type === "job.progress").sort((a, b) => b.time - a.time)[0];
  const fromStart = started && finished ? Math.max(0, finished.time - started.time) : null;
  const error = said<string | { message: string }>(finished, "error");
  return {
    queued_at: queued?.time ?? null,
    started_at: started?.time ?? null,
    finished_at: finished?.time ?? null,
    outcome: said(finished, "status"),
    duration_ms: said(finished, "duration_ms") ?? fromStart,
    job_type: events[0]!.data.job_type,
    queue: said(events[0], "queue"),
    customer_id: said(queued, "customer_id"),
    progress_percent: said(progress, "percent"),
    progress_note: said(progress, "note"),
    error_message: typeof error === "string" ? error : (error?.message ?? null),
    dead_lettered: said<boolean>(finished, "dead_lettered") ?? false,
    cost_usd: said(finished, "cost_usd"),
    value_usd: said(finished, "value_usd"),
    cpu_ms: said(finished, "cpu_ms"),
    memory_peak_bytes: said(finished, "memory_peak_bytes"),
  };
}

/** What the rollups should add up to. */
export function referenceTotals(runs: ReadonlyMap<string, ReferenceRun>): Totals {
  const sums = new Map<string, [n: number, failed: number, cancelled: number, sum: number | null]>();
  const add = (key: string, failed = false, cancelled = false, value: number | null = null) => {
    const total = sums.get(key) ?? [0, 0, 0, null];
    sums.set(key, [
      total[0] + 1,
      total[1] + Number(failed),
      total[2] + Number(cancelled),
      value === null ? total[3] : (total[3] ?? 0) + value,
    ]);
  };
  for (const [key, run] of runs) {
    const [bot, , attempt] = key.split(" ");
    add(`${bot} ${attempt === "1" ? "job_submitted" : "job_retry"} ${run.job_type}`);
    if (run.finished_at === null) continue;
    const minute = new Date(Math.floor(run.finished_at / 60_000) * 60_000).toISOString();
    const place = (series: string) => `${bot} ${series} ${run.job_type} ${minute}`;
    add(place("job"), run.outcome === "failed", run.outcome === "cancelled");
    if (run.dead_lettered) add(place("job_dead_letter"));
    const measured = {
      job_duration: run.duration_ms,
      job_cost: run.cost_usd,
      job_value: run.value_usd,
      job_cpu: run.cpu_ms,
      job_memory: run.memory_peak_bytes,
    };
    for (const [series, value] of Object.entries(measured)) {
      if (value !== null) add(place(series), false, false, value);
    }
  }
  return Object.fromEntries([...sums].map(([key, total]) => [key, total.map((part) => part ?? "-").join("/")]));
}
