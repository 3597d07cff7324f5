import { bucketOf, type Histogram, quantiles } from "../../rollups/histogram";
import { type Family, gauge } from "./family";

/** Often enough to find what blocks, rarely enough to cost nothing: the platform's own monitor takes most of a per cent of a core. */
const EVERY_MS = 200;

/** How much later than planned the event loop comes to a timer: as much later it answers whoever asks. */
export class LoopLag {
  /** Since the last look, in microseconds. */
  private lags: Histogram = new Map();
  private maxMs = 0;
  private lastMs: number | null = null;

  constructor() {
    let due = performance.now() + EVERY_MS;
    const timer = setInterval(() => {
      const now = performance.now();
      this.observe(Math.max(0, now - due));
      due = now + EVERY_MS;
    }, EVERY_MS);
    // Node's timers keep a process alive unless told otherwise; on other runtimes they are numbers.
    if (typeof timer === "object") timer.unref();
  }

  private observe(ms: number): void {
    const bucket = bucketOf(ms * 1000);
    this.lags.set(bucket, (this.lags.get(bucket) ?? 0) + 1);
    this.maxMs = Math.max(this.maxMs, ms);
    this.lastMs = ms;
  }

  /** What was found since the look before; nothing where nothing was. */
  families(): Family[] {
    if (this.lastMs === null) return [];
    const [p50, p90, p99] = quantiles(this.lags, [0.5, 0.9, 0.99]);
    const seconds = (us: number | null | undefined) => (us ?? Number.NaN) / 1e6;
    const told = [
      gauge("nodejs_eventloop_lag_seconds", "How late the event loop last came to a timer.", this.lastMs / 1000),
      gauge("nodejs_eventloop_lag_max_seconds", "The longest lag since the scrape before.", this.maxMs / 1000),
      gauge("nodejs_eventloop_lag_p50_seconds", "Median lag since the scrape before.", seconds(p50)),
      gauge("nodejs_eventloop_lag_p90_seconds", "90th percentile of the lag since the scrape before.", seconds(p90)),
      gauge("nodejs_eventloop_lag_p99_seconds", "99th percentile of the lag since the scrape before.", seconds(p99)),
    ];
    this.lags = new Map();
    this.maxMs = 0;
    return told;
  }
}
