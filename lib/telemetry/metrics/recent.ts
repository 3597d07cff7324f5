import { bucketOf, type Histogram, quantiles } from "../../rollups/histogram";

const MINUTE_MS = 60_000;
/** Minutes that are looked back at, the open one included. */
const MINUTES = 5;
export const RECENT_SECONDS = (MINUTES * MINUTE_MS) / 1000;

/** What was measured in the last five minutes, in milliseconds; quantiles are null where nothing was. */
export interface RecentSummary {
  n: number;
  /** Of the fractions asked for, within 2 %. */
  quantiles: (number | null)[];
}

/** Durations of the last five minutes, in constant room. */
export class Recent {
  /** By minute; what is older is overwritten. Buckets are of microseconds: much takes less than a millisecond. */
  private readonly minutes: { minute: number; histogram: Histogram }[] = [];

  /** Notes a duration. @param now epoch ms */
  observe(ms: number, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    const slot = minute % MINUTES;
    let current = this.minutes[slot];
    if (current?.minute !== minute) {
      current = { minute, histogram: new Map() };
      this.minutes[slot] = current;
    }
    const bucket = bucketOf(ms * 1000);
    current.histogram.set(bucket, (current.histogram.get(bucket) ?? 0) + 1);
  }

  /** @param fractions each 0 to 1 */
  summary(fractions: readonly number[], now: number): RecentSummary {
    return summaryOf([this], fractions, now);
  }

  /** Adds what is still recent to a histogram of microseconds. */
  addTo(histogram: Histogram, now: number): void {
    const oldest = Math.floor(now / MINUTE_MS) - MINUTES;
    for (const { minute, histogram: counted } of this.minutes.filter(Boolean)) {
      if (minute <= oldest) continue;
      for (const [bucket, count] of counted) histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
    }
  }
}

/** Several as one. */
export function summaryOf(recents: readonly Recent[], fractions: readonly number[], now: number): RecentSummary {
  const histogram: Histogram = new Map();
  for (const recent of recents) recent.addTo(histogram, now);
  const n = [...histogram.values()].reduce((sum, count) => sum + count, 0);
  return { n, quantiles: quantiles(histogram, fractions).map((us) => us && Math.round(us / 10) / 100) };
}

/** How many there were in the last five minutes. */
export class RecentCount {
  private readonly minutes: { minute: number; n: number }[] = [];

  /** @param now epoch ms */
  add(n: number, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    const current = this.minutes[minute % MINUTES];
    if (current?.minute === minute) current.n += n;
    else this.minutes[minute % MINUTES] = { minute, n };
  }

  total(now: number): number {
    const open = Math.floor(now / MINUTE_MS);
    const recent = this.minutes.filter((each) => each && each.minute > open - MINUTES);
    return recent.reduce((sum, { n }) => sum + n, 0);
  }

  /** Per second over the minutes looked back at, of which the open one is not over yet. */
  perSecond(now: number): number {
    const seconds = (MINUTES - 1) * 60 + (now % MINUTE_MS) / 1000;
    return Math.round((this.total(now) * 100) / seconds) / 100;
  }
}
