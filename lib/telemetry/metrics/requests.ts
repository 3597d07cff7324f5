import { bucketOf, type Histogram, quantiles } from "../../rollups/histogram";
import { OTHER } from "./allot";
import { type Family, histogramSamples, type Sample } from "./family";

/** Bounds of our own answers, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Stored buckets are of microseconds: most of our answers take less than a millisecond. */
const STARTS = BOUNDS.map((seconds) => bucketOf(seconds * 1e6) + 1);
const MAX_ROUTES = 64;
const MAX_STATUSES = 250;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const MINUTE_MS = 60_000;
/** Minutes that {@link RequestMeasures.recent} looks back, the open one included. */
const RECENT_MINUTES = 5;

interface Endpoint {
  method: string;
  route: string;
  histogram: Histogram;
  /** Seconds. */
  sum: number;
  /** By minute; what is older is overwritten. */
  minutes: { minute: number; histogram: Histogram; failed: number }[];
}

/** What requests to one endpoint took lately. */
export interface RecentRequests {
  method: string;
  route: string;
  n: number;
  /** Answered by 5xx. */
  failed: number;
  /** Of the fractions asked for, in milliseconds. */
  quantilesMs: (number | null)[];
}

/** Requests that this process answered: counted by endpoint and status, timed by endpoint. Cheap: it stands in every answer's way. */
export class RequestMeasures {
  /** Requests that are being answered, open streams included. */
  inProgress = 0;
  private readonly endpoints = new Map<string, Endpoint>();
  private readonly statuses = new Map<string, { labels: Record<string, string>; value: number }>();

  /**
   * Counts an answer.
   * @param route the route's template, never the path
   * @param ms what it took; null for streams, which take as long as their reader likes
   * @param now epoch ms
   */
  count(method: string, route: string, status: number, ms: number | null, now: number): void {
    const known = METHODS.has(method) ? method : OTHER;
    const endpoint = this.endpointOf(known, route);
    this.countStatus(endpoint, status);
    const minute = Math.floor(now / MINUTE_MS);
    const slot = minute % RECENT_MINUTES;
    let recent = endpoint.minutes[slot];
    if (recent?.minute !== minute) endpoint.minutes[slot] = recent = { minute, histogram: new Map(), failed: 0 };
    if (status >= 500) recent.failed += 1;
    if (ms === null) return;
    const bucket = bucketOf(ms * 1000);
    endpoint.histogram.set(bucket, (endpoint.histogram.get(bucket) ?? 0) + 1);
    endpoint.sum += ms / 1000;
    recent.histogram.set(bucket, (recent.histogram.get(bucket) ?? 0) + 1);
  }

  /** The last five minutes by endpoint, and of all together. */
  recent(fractions: readonly number[], now: number): { all: RecentRequests; endpoints: RecentRequests[] } {
    const oldest = Math.floor(now / MINUTE_MS) - RECENT_MINUTES;
    const all: Histogram = new Map();
    let failedOfAll = 0;
    const endpoints: RecentRequests[] = [];
    for (const { method, route, minutes } of this.endpoints.values()) {
      const histogram: Histogram = new Map();
      let failed = 0;
      for (const each of minutes.filter(Boolean)) {
        if (each.minute <= oldest) continue;
        failed += each.failed;
        for (const [bucket, count] of each.histogram) {
          histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
          all.set(bucket, (all.get(bucket) ?? 0) + count);
        }
      }
      failedOfAll += failed;
      if (histogram.size > 0) endpoints.push({ method, route, failed, ...summaryOf(histogram, fractions) });
    }
    endpoints.sort((a, b) => b.n - a.n);
    return { all: { method: "", route: "", failed: failedOfAll, ...summaryOf(all, fractions) }, endpoints };
  }

  families(): Family[] {
    const timed = [...this.endpoints.values()].filter(({ histogram }) => histogram.size > 0);
    return [
      {
        name: "http_requests_total",
        help: "Requests that this Rollcall process answered, by route template; unknown stands for every path that is none.",
        type: "counter",
        samples: [...this.statuses.values()].map(({ labels, value }): Sample => ({ labels, value })),
      },
      {
        name: "http_request_duration_seconds",
        help: "Time from a request's head to the end of its answer, by route template; event streams are left out.",
        type: "histogram",
        samples: timed.flatMap(({ method, route, histogram, sum }) =>
          histogramSamples({ method, route }, BOUNDS, { counts: countsOf(histogram), sum }),
        ),
      },
      {
        name: "http_requests_in_progress",
        help: "Requests that are being answered, open event streams included.",
        type: "gauge",
        samples: [{ labels: {}, value: this.inProgress }],
      },
    ];
  }

  private endpointOf(method: string, route: string): Endpoint {
    const key = `${method} ${route}`;
    const known = this.endpoints.get(key);
    if (known) return known;
    if (this.endpoints.size >= MAX_ROUTES && route !== OTHER) return this.endpointOf(OTHER, OTHER);
    const made: Endpoint = { method, route, histogram: new Map(), sum: 0, minutes: [] };
    this.endpoints.set(key, made);
    return made;
  }

  private countStatus({ method, route }: Endpoint, status: number): void {
    const key = `${method} ${route} ${status}`;
    const known = this.statuses.get(key);
    if (known) known.value += 1;
    else if (this.statuses.size < MAX_STATUSES) {
      this.statuses.set(key, { labels: { method, route, status: String(status) }, value: 1 });
    } else if (route !== OTHER) this.countStatus({ method: OTHER, route: OTHER } as Endpoint, status);
    else this.statuses.set(key, { labels: { method, route, status: String(status) }, value: 1 });
  }
}

function summaryOf(histogram: Histogram, fractions: readonly number[]) {
  const n = [...histogram.values()].reduce((sum, count) => sum + count, 0);
  return { n, quantilesMs: quantiles(histogram, fractions).map((us) => us && Math.round(us / 10) / 100) };
}

/** Counts by bucket of BOUNDS, and beyond. */
function countsOf(histogram: Histogram): number[] {
  const counts: number[] = new Array(BOUNDS.length + 1).fill(0);
  for (const [bucket, count] of histogram) {
    const at = STARTS.findIndex((start) => bucket < start);
    const index = at === -1 ? BOUNDS.length : at;
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}
