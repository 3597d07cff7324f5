import { OTHER } from "./allot";
import { type Family, histogramSamples, type Sample } from "./family";
import { Recent, type RecentSummary, summaryOf } from "./recent";

/** Bounds of our own answers, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const MAX_ROUTES = 64;
const MAX_STATUSES = 250;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

interface Endpoint {
  method: string;
  route: string;
  /** Answers by status. */
  statuses: Map<number, number>;
  /** Answers by bucket of BOUNDS, and beyond. */
  counts: number[];
  /** Seconds. */
  sum: number;
  recent: Recent;
  /** Of the recent ones those answered by 5xx. */
  recentFailed: Recent;
}

/** What requests to one endpoint took lately. */
export interface RecentRequests extends RecentSummary {
  method: string;
  route: string;
  /** Answered by 5xx. */
  failed: number;
}

/** Requests that this process answered: counted by endpoint and status, timed by endpoint. Cheap: it stands in every answer's way. */
export class RequestMeasures {
  /** Requests that are being answered, open streams included. */
  inProgress = 0;
  private readonly endpoints = new Map<string, Endpoint>();
  /** Pairs of endpoint and status that are told apart. */
  private pairs = 0;

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
    if (status >= 500) endpoint.recentFailed.observe(ms ?? 0, now);
    if (ms === null) return;
    const at = BOUNDS.findIndex((bound) => ms <= bound * 1000);
    const bucket = at === -1 ? BOUNDS.length : at;
    endpoint.counts[bucket] = (endpoint.counts[bucket] ?? 0) + 1;
    endpoint.sum += ms / 1000;
    endpoint.recent.observe(ms, now);
  }

  /** The last five minutes: all requests together, and by endpoint, the most asked for first. */
  recent(
    fractions: readonly number[],
    now: number,
  ): { all: RecentSummary & { failed: number }; endpoints: RecentRequests[] } {
    const known = [...this.endpoints.values()];
    const failedOf = (some: readonly Endpoint[]) =>
      summaryOf(
        some.map((one) => one.recentFailed),
        [],
        now,
      ).n;
    const endpoints = known
      .map((endpoint) => {
        const { method, route, recent } = endpoint;
        return { method, route, failed: failedOf([endpoint]), ...recent.summary(fractions, now) };
      })
      .filter(({ n }) => n > 0)
      .sort((a, b) => b.n - a.n);
    const all = summaryOf(
      known.map(({ recent }) => recent),
      fractions,
      now,
    );
    return { all: { ...all, failed: failedOf(known) }, endpoints };
  }

  families(): Family[] {
    const timed = [...this.endpoints.values()].filter(({ counts }) => counts.some((count) => count > 0));
    return [
      {
        name: "http_requests_total",
        help: "Requests that this Rollcall process answered, by route template; unknown stands for every path that is none.",
        type: "counter",
        samples: [...this.endpoints.values()].flatMap(({ method, route, statuses }) =>
          [...statuses].map(
            ([status, value]): Sample => ({ labels: { method, route, status: String(status) }, value }),
          ),
        ),
      },
      {
        name: "http_request_duration_seconds",
        help: "Time from a request's head to the end of its answer, by route template; event streams are left out.",
        type: "histogram",
        samples: timed.flatMap(({ method, route, counts, sum }) =>
          histogramSamples({ method, route }, BOUNDS, { counts, sum }),
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
    const made: Endpoint = {
      ...{ method, route, statuses: new Map(), sum: 0 },
      counts: new Array(BOUNDS.length + 1).fill(0),
      ...{ recent: new Recent(), recentFailed: new Recent() },
    };
    this.endpoints.set(key, made);
    return made;
  }

  private countStatus(endpoint: Endpoint, status: number): void {
    const { statuses, route } = endpoint;
    const known = statuses.get(status);
    if (known === undefined && this.pairs >= MAX_STATUSES && route !== OTHER) {
      this.countStatus(this.endpointOf(OTHER, OTHER), status);
      return;
    }
    if (known === undefined) this.pairs += 1;
    statuses.set(status, (known ?? 0) + 1);
  }
}
