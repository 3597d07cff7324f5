import type { BotStatus } from "./bot";

/** Points that a state costs; an offline bot has none left. */
const STATE_PENALTY: Partial<Record<BotStatus, number>> = { offline: 100, stuck: 50, zombie: 40 };
/** Points for each per cent of failed jobs, and the most that failures cost. */
const FAILURE = { points: 2, most: 50 };
/** Points for each per cent of jobs beyond the contract's target duration, and the most that lateness costs. */
const LATENESS = { points: 0.5, most: 20 };

/** What a bot's health is judged by. Rates are of the last 24 hours, in per cent; null where nothing was measured. */
export interface HealthFacts {
  status: BotStatus;
  successRate: number | null;
  /** Jobs within the target duration; null where the contract has none. */
  withinTarget: number | null;
}

/**
 * A bot's health from 0 to 100: 100 less what its state, its failures and its lateness cost. Null for a paused bot, of
 * which nothing is expected.
 *
 *     healthScore({ status: "busy", successRate: 95, withinTarget: null })   90
 *     healthScore({ status: "stuck", successRate: 100, withinTarget: 80 })   40
 *     healthScore({ status: "offline", successRate: 100, withinTarget: 100 }) 0
 */
export function healthScore({ status, successRate, withinTarget }: HealthFacts): number | null {
  if (status === "paused") return null;
  const costOf = (rate: number | null, { points, most }: { points: number; most: number }) =>
    rate === null ? 0 : Math.min(most, (100 - rate) * points);
  const cost = (STATE_PENALTY[status] ?? 0) + costOf(successRate, FAILURE) + costOf(withinTarget, LATENESS);
  return Math.max(0, Math.round((100 - cost) * 10) / 10);
}
