import type { BotStatus } from "../bots/bot";
import { readBotStates, statusCounts } from "../bots/facts";
import type { Database } from "../db/client";
import { SERIES, type Series } from "../rollups/series";
import { type SeriesCount, selectSeriesCounts } from "../rollups/store";
import { countActiveUsers } from "../users/store";
import { toInstant } from "./instant";
import { Kept } from "./kept";

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

const kept = new Kept<FleetSnapshot>({ least: KEPT_MS, most: KEPT_MS });

/** The fleet now, or as it was up to 5 s ago: however many ask, the database is asked once. */
export function fleetSnapshot(context: { db: Database; now: Date }): Promise<FleetSnapshot> {
  return kept.read(context, "", () => readFleet(context));
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
  return {
    timestamp: toInstant(now),
    bots: statusCounts(states),
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
