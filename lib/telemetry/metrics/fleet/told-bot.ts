import { healthScore } from "../../../bots/health-score";
import { isHeard, isWorker } from "../../../bots/liveness";
import type { Series } from "../../../rollups/series";
import { SERIES } from "../../../rollups/series";
import { successRate } from "../../../stats/rate";
import type { FleetFacts } from "./facts";
import { type Tally, tallyBy } from "./tally";

/** A bot as the families tell it; null is what is not known, and is left out. */
export interface ToldBot {
  id: string;
  isUp: boolean;
  isWorker: boolean;
  /** Epoch seconds. */
  lastHeartbeat: number | null;
  /** Seconds since the start of the current job. */
  processing: number | null;
  memoryBytes: number | null;
  cpuPercent: number | null;
  /** Of the last 24 hours, in per cent. */
  successRate: number | null;
  health: number | null;
  sla: { percent: number; basis: "target" | "success" } | null;
  /** All that it ever counted. */
  totals: ReadonlyMap<Series, Tally>;
}

/** Every bot, in the order of the facts. */
export function toldBots({ states, totals, day }: FleetFacts, now: Date): ToldBot[] {
  const tallies = tallyBy(totals, ({ botId }) => botId);
  return states.map(({ bot, contract, liveness }) => {
    const facts = { contract, lastSeenAt: bot.lastSeenAt.getTime() };
    const jobs = day.jobs.get(bot.id);
    const rate = jobs ? successRate(jobs.ended - jobs.failed - jobs.cancelled, jobs.failed) : null;
    const withinTarget = day.withinTarget.get(bot.id) ?? null;
    const runningMs = liveness.currentJob?.runningMs ?? null;
    return {
      id: bot.id,
      isUp: isHeard(facts, now.getTime()),
      isWorker: isWorker(bot),
      lastHeartbeat: bot.lastHeartbeatAt === null ? null : bot.lastHeartbeatAt.getTime() / 1000,
      processing: runningMs === null ? null : runningMs / 1000,
      memoryBytes: bot.memoryBytes,
      cpuPercent: bot.cpuPercent,
      successRate: rate,
      health: healthScore({ status: liveness.status, successRate: rate, withinTarget }),
      sla: slaOf(contract.target_duration_ms, withinTarget, rate),
      totals: tallies.get(bot.id) ?? new Map(),
    };
  });
}

function slaOf(targetMs: number | null, withinTarget: number | null, rate: number | null): ToldBot["sla"] {
  if (targetMs !== null) return withinTarget === null ? null : { percent: withinTarget, basis: "target" };
  return rate === null ? null : { percent: rate, basis: "success" };
}

/** Ended job attempts by outcome; none where it never had a job. */
export function outcomesOf({ totals }: ToldBot): { status: string; value: number }[] {
  const jobs = totals.get(SERIES.job);
  if (!jobs || (jobs.n === 0 && jobs.submitted === 0)) return [];
  const { n, failed, cancelled } = jobs;
  return [
    { status: "succeeded", value: n - failed - cancelled },
    { status: "failed", value: failed },
    ...(cancelled > 0 ? [{ status: "cancelled", value: cancelled }] : []),
  ];
}
