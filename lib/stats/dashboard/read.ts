import { DEFAULT_CONTRACT } from "../../bots/contract";
import { readBotStates, statusCounts } from "../../bots/facts";
import { type Database, ping } from "../../db/client";
import { dependenciesOf } from "../../dependencies/health";
import { selectDependencies } from "../../dependencies/store";
import { deepest, readQueues } from "../../queues/list";
import { totalsOf } from "../../queues/summary";
import { SERIES, type Series } from "../../rollups/series";
import { selectSeriesCounts } from "../../rollups/store";
import type { ProcessFacts } from "../../telemetry/process";
import { selectActiveUsers } from "../../users/store";
import { toInstant } from "../instant";
import { Kept } from "../kept";
import { HOUR_MS } from "../range";
import { attentionOf } from "./attention";
import type { Dashboard } from "./schema";
import {
  type FleetSigns,
  selectComponentChecks,
  selectDatabaseFacts,
  selectFleetSigns,
  selectLastRuns,
  selectPartHours,
  selectWholeHours,
  selectWorkDurations,
} from "./store";
import { floorHour, windowAt } from "./window";
import { workOf } from "./work";

/** What was read is good for so long, and for up to so long where it took long; longer still what is told of whole hours. */
const KEPT_MS = 1000;
const NOW_KEPT_MS = 3000;
const HOURS_KEPT_MS = 15_000;
/** A database that takes longer for the smallest query is slow. */
const SLOW_MS = 100;
const MAX_DEPENDENCIES = 100;
const MAX_QUEUES = 8;
const MAX_TROUBLED = 8;

const WORK = [SERIES.message, SERIES.job, SERIES.request];

type Figures = Omit<Dashboard, "rollcall" | "status">;

/**
 * All that the monitoring page shows. The database is asked at most once a second, however many ask, and in a large fleet less
 * often: every 3 s, for percentiles and availability every 15 s.
 * @param self what this process is and uses, as it is now
 */
export async function readDashboard({ db, now }: { db: Database; now: Date }, self: ProcessFacts): Promise<Dashboard> {
  const figures = await keptFigures.read({ db, now }, "", () => readFigures({ db, now }));
  const worst = figures.dependencies.some(({ status }) => status === "down" || status === "degraded");
  return {
    ...figures,
    status: worst || figures.database.status !== "ok" ? "degraded" : "ok",
    rollcall: {
      status: "ok",
      runtime: self.runtime,
      started_at: toInstant(new Date(Math.floor(now.getTime() / 1000 - self.uptimeSeconds) * 1000)),
      uptime_seconds: self.uptimeSeconds,
      memory_mb: self.memoryBytes === null ? null : Math.round(self.memoryBytes / 1_048_576),
      cpu_percent: self.cpuPercent,
    },
  };
}

/** What is told of whole hours, and costs the most to add up. */
async function readHours({ db, now }: { db: Database; now: Date }) {
  const window = windowAt(now);
  const contract = {
    interval: DEFAULT_CONTRACT.heartbeat_interval_seconds,
    grace: DEFAULT_CONTRACT.heartbeat_grace_seconds,
  };
  const [whole, durations, signs, checks, users] = await Promise.all([
    selectWholeHours(db, WORK, window),
    selectWorkDurations(db, WORK, window),
    selectFleetSigns(db, { from: window.from, now }, contract),
    selectComponentChecks(db, window),
    selectActiveUsers(db, now),
  ]);
  return { whole, durations, signs, users, checksOf: new Map(checks.map((each) => [each.component, each])) };
}

const keptHours = new Kept<Awaited<ReturnType<typeof readHours>>>({ least: KEPT_MS, most: HOURS_KEPT_MS });
const keptFigures = new Kept<Figures>({ least: KEPT_MS, most: NOW_KEPT_MS });

async function readFigures({ db, now }: { db: Database; now: Date }): Promise<Figures> {
  const window = windowAt(now);
  const lastHour = { from: new Date(window.to - HOUR_MS), to: new Date(window.to) };
  // Alone, so that the questions below do not make the database look slow.
  const latencyMs = await latencyOf(db);
  const [hours, states, parts, recent, lastRuns, dependencies, { queues }, facts] = await Promise.all([
    // An hour that ends is whole from then on.
    keptHours.read({ db, now }, String(floorHour(window.to - 1)), () => readHours({ db, now })),
    readBotStates({ db, now }),
    selectPartHours(db, WORK, window),
    selectSeriesCounts(db, WORK, lastHour, lastHour.from),
    selectLastRuns(db, new Date(window.from)),
    selectDependencies(db),
    readQueues({ db, now }),
    selectDatabaseFacts(db),
  ]);
  const { users } = hours;
  const cells = [...hours.whole, ...parts];
  const work = (name: Series) => {
    return workOf(
      cells.filter((cell) => cell.series === name),
      hours.durations.find((each) => each.series === name),
      recent.find((each) => each.series === name)?.n ?? 0,
      window,
    );
  };
  return {
    timestamp: toInstant(now),
    database: {
      status: latencyMs > SLOW_MS ? "degraded" : "ok",
      latency_ms: Math.round(latencyMs * 10) / 10,
      checked_at: toInstant(now),
      version: facts.version,
      connections: facts.connections,
      max_connections: facts.maxConnections,
    },
    dependencies: dependenciesOf(dependencies, hours.checksOf, now).slice(0, MAX_DEPENDENCIES),
    fleet: { bots: statusCounts(states), availability: availabilityOf(hours.signs) },
    messages: work(SERIES.message),
    jobs: work(SERIES.job),
    requests: work(SERIES.request),
    users: { active_30m: users.last30m, active_today: users.today, active_7d: users.last7d },
    queues: { totals: totalsOf(queues), deepest: deepest(queues, MAX_QUEUES) },
    attention: attentionOf(states, lastRuns, MAX_TROUBLED),
  };
}

/** Round-trip of the smallest query. A slow one is asked again: the first may have had to open a connection. */
async function latencyOf(db: Database): Promise<number> {
  const first = await ping(db);
  return first > SLOW_MS ? ping(db) : first;
}

/**
 * The fleet's availability, in per cent with two decimals, rounded down so that 100 means all of it; null where no bot sent a heartbeat.
 *
 *     availabilityOf({ bots: 2, knownSeconds: 172_800, aliveSeconds: 169_200 }).percent 97.91
 */
export function availabilityOf({ bots, knownSeconds, aliveSeconds }: FleetSigns): Dashboard["fleet"]["availability"] {
  return {
    percent: knownSeconds === 0 ? null : Math.floor((aliveSeconds * 10_000) / knownSeconds) / 100,
    bots,
    computed_from:
      "Heartbeats by bot and hour over the last 24 hours: each vouches for its contract's interval and grace, all of an hour " +
      "for no more than that hour, and none for the silence since the last; against the time since each bot was first seen. Paused bots are left out.",
  };
}
