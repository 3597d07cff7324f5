import { type Database, ping } from "../db/client";
import { selectDependencyHealth } from "../dependencies/store";
import { within } from "../http/deadline";
import { SERIES } from "../rollups/series";
import { selectSeriesCounts } from "../rollups/store";
import { fleetSnapshot } from "../stats/fleet";
import { HOUR_MS } from "../stats/range";
import { own } from "./metrics/own";
import { selectFiring } from "./metrics/store";
import { type HealthScore, healthScoreOf, type ScoreFacts } from "./score";

const MINUTE_MS = 60_000;
const GIVE_UP_MS = 5000;
const MAX_DEPENDENCIES = 1000;
/** The alert loop runs each minute at least. */
const ALERTS_FRESH_MS = 5 * MINUTE_MS;

/** The health score now. A database that is away is told, not thrown. */
export async function readHealthScore(context: { db: Database; now: Date }): Promise<HealthScore> {
  const commitFailures = own()?.recent.commitFailures.total(context.now.getTime()) ?? 0;
  try {
    return healthScoreOf({ ...(await within(GIVE_UP_MS, readFacts(context))), commitFailures });
  } catch {
    const unknown = { bots: null, work: null, dependencies: null, incidents: null };
    return healthScoreOf({ ...unknown, commitFailures, database: { ok: false, latencyMs: null } });
  }
}

async function readFacts({ db, now }: { db: Database; now: Date }): Promise<Omit<ScoreFacts, "commitFailures">> {
  const latencyMs = await ping(db);
  const end = (Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS;
  const hour = { from: new Date(end - HOUR_MS), to: new Date(end) };
  const [{ bots }, counts, dependencies, firing] = await Promise.all([
    fleetSnapshot({ db, now }),
    selectSeriesCounts(db, [SERIES.job, SERIES.message, SERIES.request], hour, hour.from),
    selectDependencyHealth(db, hour.from, MAX_DEPENDENCIES),
    selectFiring(db, new Date(now.getTime() - ALERTS_FRESH_MS)),
  ]);
  const { offline, stuck, zombie } = bots;
  const named = (wanted: string) =>
    dependencies.filter(({ status }) => status === wanted).map(({ component }) => component);
  return {
    database: { ok: true, latencyMs },
    bots: { watched: bots.total - bots.paused, offline, stuck, zombie },
    work: {
      n: counts.reduce((sum, { n }) => sum + n, 0),
      failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    },
    dependencies: dependencies.length === 0 ? null : { down: named("down"), degraded: named("degraded") },
    incidents: firing,
  };
}
