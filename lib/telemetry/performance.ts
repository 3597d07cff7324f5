import { z } from "zod";
import { type Database, ping } from "../db/client";
import { addStored, type Histogram, quantiles } from "../rollups/histogram";
import { SERIES, type Series } from "../rollups/series";
import { selectWorkDurations, type WorkDurations } from "../stats/dashboard/store";
import { windowAt } from "../stats/dashboard/window";
import { toInstant } from "../stats/instant";
import { Kept } from "../stats/kept";
import { own } from "./metrics/own";
import type { MetricsContext } from "./metrics/read";
import { RECENT_SECONDS, type RecentSummary } from "./metrics/recent";
import { readProcess } from "./process";

const FRACTIONS = [0.5, 0.9, 0.95, 0.99];
const MAX_ENDPOINTS = 100;
/** Percentiles of a day over a large fleet take long to read and change slowly. */
const WORK_KEPT_MS = { least: 0, most: 10_000 };

const count = z.number().min(0);
const ms = z.number().min(0).nullable();
const timesSchema = z.object({ count, p50_ms: ms, p90_ms: ms, p95_ms: ms, p99_ms: ms });

/** `GET /metrics/performance`: how fast this process and the fleet are. */
export const performanceAnswer = z.object({
  timestamp: z.iso.datetime(),
  window_seconds: count.describe("What is told of this process covers so many seconds; of the fleet 24 hours."),
  requests: timesSchema
    .extend({
      failed: count.describe("Answered by 5xx."),
      in_progress: count,
      endpoints: z.array(timesSchema.extend({ method: z.string(), route: z.string(), failed: count })),
    })
    .describe("Requests that this process answered, event streams left out; the busiest endpoints first."),
  jobs: timesSchema.describe("Durations of the fleet's jobs in the last 24 hours."),
  messages: timesSchema.describe("Response times of the fleet's messages in the last 24 hours."),
  ingest: timesSchema.extend({
    events_per_second: count.describe("New events, on average over the window."),
    buffered: count.describe("Events that wait for a commit or are in one."),
  }),
  feed: timesSchema.extend({ clients: count }).describe("Receipt of an event until it is handed to the open streams."),
  database: z.object({
    latency_ms: ms.describe("Round trip of the smallest query; null where none came back."),
    pool: z.object({ busy: count, idle: count, waiting: count }),
  }),
  process: z.object({ uptime_seconds: count, memory_bytes: count.nullable(), cpu_percent: count.nullable() }),
});
export type Performance = z.infer<typeof performanceAnswer>;

/** How fast this process and the fleet are. @throws what the database throws where the fleet cannot be read */
export async function readPerformance(context: MetricsContext): Promise<Performance> {
  const { db, now, buffer, feed, connection } = context;
  const at = now.getTime();
  const latencyMs = await ping(db);
  const work = await readWork({ db, now });
  const measures = own();
  const requests = measures?.requests.recent(FRACTIONS, at);
  const pool = connection.pool();
  const self = readProcess();
  return {
    timestamp: toInstant(now),
    window_seconds: RECENT_SECONDS,
    requests: {
      ...timesOf(requests?.all),
      failed: requests?.all.failed ?? 0,
      in_progress: measures?.requests.inProgress ?? 0,
      endpoints: (requests?.endpoints ?? []).slice(0, MAX_ENDPOINTS).map((endpoint) => ({
        ...{ method: endpoint.method, route: endpoint.route, failed: endpoint.failed },
        ...timesOf(endpoint),
      })),
    },
    jobs: timesOfWork(work, SERIES.job),
    messages: timesOfWork(work, SERIES.message),
    ingest: {
      ...timesOf(measures?.recent.commits.summary(FRACTIONS, at)),
      events_per_second: measures?.recent.events.perSecond(at) ?? 0,
      buffered: buffer.held,
    },
    feed: { ...timesOf(measures?.recent.feedLag.summary(FRACTIONS, at)), clients: feed.clients },
    database: {
      latency_ms: Math.round(latencyMs * 100) / 100,
      pool: { busy: pool.total - pool.idle, idle: pool.idle, waiting: pool.waiting },
    },
    process: { uptime_seconds: self.uptimeSeconds, memory_bytes: self.memoryBytes, cpu_percent: self.cpuPercent },
  };
}

const keptWork = new Kept<WorkDurations[]>(WORK_KEPT_MS);

function readWork({ db, now }: { db: Database; now: Date }): Promise<WorkDurations[]> {
  return keptWork.read({ db, now }, "", () => selectWorkDurations(db, [SERIES.job, SERIES.message], windowAt(now)));
}

function timesOfWork(work: readonly WorkDurations[], series: Series) {
  const durations = work.find((each) => each.series === series);
  const histogram: Histogram = new Map();
  addStored(histogram, durations?.hist ?? null);
  const extremes = { min: durations?.minMs ?? null, max: durations?.maxMs ?? null };
  const n = [...histogram.values()].reduce((sum, one) => sum + one, 0);
  return timesOf({ n, quantiles: quantiles(histogram, FRACTIONS, extremes).map((one) => one && Math.round(one)) });
}

function timesOf(summary: RecentSummary | undefined): z.infer<typeof timesSchema> {
  const [p50 = null, p90 = null, p95 = null, p99 = null] = summary?.quantiles ?? [];
  return { count: summary?.n ?? 0, p50_ms: p50, p90_ms: p90, p95_ms: p95, p99_ms: p99 };
}
