import { HOUR_MS } from "../range";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

/** The last 24 hours to the minute, the open minute included, and the 24 hours before them. Instants in epoch ms. */
export interface DashboardWindow {
  previousFrom: number;
  from: number;
  to: number;
}

/**
 * The window at an instant.
 *
 *     windowAt(10:37:20 on the 22nd) { previousFrom: 10:38 on the 20th, from: 10:38 on the 21st, to: 10:38 on the 22nd }
 */
export function windowAt(now: Date): DashboardWindow {
  const to = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS;
  return { previousFrom: to - 2 * DAY_MS, from: to - DAY_MS, to };
}

/**
 * The window cut at the hours of UTC: 24 spans where it begins with an hour, else 25, the first and the last of which are
 * parts of an hour. Each has its counterpart exactly 24 hours before.
 */
export function spansOf({ from, to }: DashboardWindow): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(floorHour(start) + HOUR_MS, to);
    spans.push({ from: start, to: end });
    start = end;
  }
  return spans;
}

/** The start of the hour of UTC that an instant is in, both in epoch ms. */
export const floorHour = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;
