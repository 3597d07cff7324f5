import { BOT_STATUSES, type BotStatus } from "../bots/bot";
import { readBotStates } from "../bots/facts";
import type { Database } from "../db/client";
import { SERIES, type Series } from "../rollups/series";
import { type SeriesCount, selectSeriesCounts } from "../rollups/store";
import { countActiveUsers } from "../users/store";
import { toInstant } from "./instant";

const MINUTE_MS = 60_000;
const ACTIVE_MS = 30 * MINUTE_MS;
/** A snapshot is good for so long. */
const KEPT_MS = 5000;

/** The whole fleet at a glance. Minutes are whole ones: the last that is over, and the sixty up to and with it. */
export interface FleetSnapshot {
  timestamp: string;
  bots: { total: number } & Record<BotStatus, number>;
  jobs: {
    ended_last_minute: number;
    failed_last_minute: number;
    ended_last_hour: number;
    failed_last_hour: number;
  };
  messages: { last_minute: number; last_hour: number };
  requests: { last_minute: number; last_hour: number };
  /** Users of chat bots who wrote in the last 30 minutes, each counted once for each bot. */
  active_users: number;
}

const kept = new WeakMap<Database, { at: number; snapshot: Promise<FleetSnapshot> }>();

/** The fleet now, or as it was up to 5 s ago: however many ask, the database is asked once. */
export function fleetSnapshot(context: { db: Database; now: Date }): Promise<FleetSnapshot> {
  const at = context.now.getTime();
  const last = kept.get(context.db);
  if (last && Math.abs(at - last.at) < KEPT_MS) return last.snapshot;
  const snapshot = readFleet(context);
  kept.set(context.db, { at, snapshot });
  // A failure is told to those who wait for it, and kept from those who come later.
  snapshot.catch(() => kept.delete(context.db));
  return snapshot;
}

async function readFleet({ db, now }: { db: Database; now: Date }): Promise<FleetSnapshot> {
  const to = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const span = { from: new Date(to - 60 * MINUTE_MS), to: new Date(to) };
  const series = [SERIES.job, SERIES.message, SERIES.request];
  const [states, counts, activeUsers] = await Promise.all([
    readBotStates({ db, now }),
    selectSeriesCounts(db, series, span, new Date(to - MINUTE_MS)),
    countActiveUsers(db, new Date(now.getTime() - ACTIVE_MS)),
  ]);
  const [jobs, messages, requests] = series.map((name) => countOf(counts, name)) as [
    SeriesCount,
    SeriesCount,
    SeriesCount,
  ];
  const bots = Object.fromEntries(BOT_STATUSES.map((status) => [status, 0])) as Record<BotStatus, number>;
  for (const { liveness } of states) bots[liveness.status] += 1;
  return {
    timestamp: toInstant(now),
    bots: { total: states.length, ...bots },
    jobs: {
      ended_last_minute: jobs.recentN,
      failed_last_minute: jobs.recentFailed,
      ended_last_hour: jobs.n,
      failed_last_hour: jobs.failed,
    },
    messages: { last_minute: messages.recentN, last_hour: messages.n },
    requests: { last_minute: requests.recentN, last_hour: requests.n },
    active_users: activeUsers,
  };
}

function countOf(counts: readonly SeriesCount[], series: Series): SeriesCount {
  return counts.find((count) => count.series === series) ?? { series, n: 0, failed: 0, recentN: 0, recentFailed: 0 };
}
