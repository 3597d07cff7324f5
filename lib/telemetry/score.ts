import { z } from "zod";

export const SCORE_STATUSES = ["ok", "degraded", "critical", "unknown"] as const;

/** `GET /metrics/health-score`. */
export const healthScoreAnswer = z.object({
  score: z.number().min(0).max(100).nullable().describe("100 less all penalties; null where no bot is watched."),
  status: z
    .enum(SCORE_STATUSES)
    .describe("ok from 90, degraded from 60, critical below; unknown where the score is null."),
  factors: z.array(
    z.object({
      name: z.string(),
      penalty: z.number().min(0).max(100).nullable().describe("Null: not measured."),
      detail: z.string(),
    }),
  ),
});
export type HealthScore = z.infer<typeof healthScoreAnswer>;
type Factor = HealthScore["factors"][number];

/** What the score is made of; null is what nobody measured. */
export interface ScoreFacts {
  database: { ok: boolean; latencyMs: number | null };
  /** Bots that are not paused. */
  bots: { watched: number; offline: number; stuck: number; zombie: number } | null;
  /** Jobs, messages and requests of the last 60 minutes. */
  work: { n: number; failed: number } | null;
  /** What bots depend on, as they said in the last hour. */
  dependencies: { down: string[]; degraded: string[] } | null;
  /** Incidents that fire; null where no alert loop runs. */
  incidents: { critical: number; others: number } | null;
  /** Events of the last five minutes: transactions that could not store theirs. */
  commitFailures: number;
}

const SLOW_MS = 100;
const MOST = { bots: 40, work: 30, dependencies: 20, incidents: 30 };

/**
 * The health of fleet and Rollcall together: 100 less these penalties, 0 at least.
 *
 * - database: 100 where it does not answer, 10 where the smallest query takes more than 100 ms
 * - bots: 40 × the share of bots that are offline, stuck or zombies
 * - work: 2 for each per cent of jobs, messages and requests that failed in the last hour, 30 at most
 * - dependencies: 10 for each that is down, 3 for each degraded, 20 at most
 * - incidents: 15 for each critical one that fires, 5 for each other, 30 at most
 * - ingest: 10 where events could not be stored in the last five minutes
 *
 * What is not measured has no penalty and no part in the score; without a watched bot there is no score, unless the database
 * is away.
 */
export function healthScoreOf(facts: ScoreFacts): HealthScore {
  const factors = [
    databaseFactor(facts.database),
    botsFactor(facts.bots),
    workFactor(facts.work),
    dependenciesFactor(facts.dependencies),
    incidentsFactor(facts.incidents),
    ingestFactor(facts.commitFailures),
  ];
  const isKnown = !facts.database.ok || (facts.bots !== null && facts.bots.watched > 0);
  if (!isKnown) return { score: null, status: "unknown", factors };
  const lost = factors.reduce((sum, { penalty }) => sum + (penalty ?? 0), 0);
  const score = Math.max(0, Math.round((100 - lost) * 10) / 10);
  return { score, status: score >= 90 ? "ok" : score >= 60 ? "degraded" : "critical", factors };
}

function databaseFactor({ ok, latencyMs }: ScoreFacts["database"]): Factor {
  if (!ok || latencyMs === null) return factor("database", 100, "The database does not answer.");
  const detail = `The smallest query takes ${latencyMs.toFixed(1)} ms.`;
  return factor("database", latencyMs > SLOW_MS ? 10 : 0, detail);
}

function botsFactor(bots: ScoreFacts["bots"]): Factor {
  if (bots === null || bots.watched === 0) return factor("bots", null, "No bot is watched.");
  const { watched, offline, stuck, zombie } = bots;
  const ill = offline + stuck + zombie;
  const detail = `${ill} of ${watched} bots: ${offline} offline, ${stuck} stuck, ${zombie} zombie.`;
  return factor("bots", (MOST.bots * ill) / watched, detail);
}

function workFactor(work: ScoreFacts["work"]): Factor {
  if (work === null || work.n === 0) return factor("work", null, "No job, message or request in the last hour.");
  const percent = (work.failed * 100) / work.n;
  const detail = `${work.failed} of ${work.n} jobs, messages and requests failed in the last hour.`;
  return factor("work", Math.min(MOST.work, percent * 2), detail);
}

function dependenciesFactor(dependencies: ScoreFacts["dependencies"]): Factor {
  if (dependencies === null) return factor("dependencies", null, "No bot told of its dependencies in the last hour.");
  const { down, degraded } = dependencies;
  if (down.length + degraded.length === 0) return factor("dependencies", 0, "All are up.");
  const told = [...down.map((name) => `${name} is down`), ...degraded.map((name) => `${name} is degraded`)];
  const detail = `${told.slice(0, 5).join(", ")}${told.length > 5 ? `, and ${told.length - 5} more` : ""}.`;
  return factor("dependencies", Math.min(MOST.dependencies, 10 * down.length + 3 * degraded.length), detail);
}

function incidentsFactor(incidents: ScoreFacts["incidents"]): Factor {
  if (incidents === null) return factor("incidents", null, "No alert was evaluated in the last five minutes.");
  const { critical, others } = incidents;
  const detail = `${critical} critical incidents fire, and ${others} others.`;
  return factor("incidents", Math.min(MOST.incidents, 15 * critical + 5 * others), detail);
}

function ingestFactor(failures: number): Factor {
  const detail = failures === 0 ? "Events are stored as they come." : `${failures} commits failed within five minutes.`;
  return factor("ingest", failures === 0 ? 0 : 10, detail);
}

const factor = (name: string, penalty: number | null, detail: string): Factor => ({
  name,
  penalty: penalty === null ? null : Math.round(penalty * 10) / 10,
  detail,
});
