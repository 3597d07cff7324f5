import type { BotKind } from "../../bots/bot";
import { type Breach, type Contract, durationBreaches, failureBreach } from "../../bots/contract";
import type { BotState } from "../../bots/facts";
import { nameOf } from "../../bots/summary";
import { toInstant } from "../instant";
import { type BotProblem, type Dashboard, PROBLEMS, type TroubledBot } from "./schema";

/** The newest ended runs of a bot. */
export interface LastRuns {
  botId: string;
  /** The newest first, as many as its contract looks at, one at least. */
  outcomes: string[];
  /** Duration of the newest; null where it is not known, or the run is older than a day. */
  durationMs: number | null;
}

/**
 * The bots that an operator should look at: stuck, zombie and offline ones, and those whose last runs break their contract.
 * The most urgent kind first; within one, what happened last.
 * @param limit how many to name; all are counted
 */
export function attentionOf(
  states: readonly BotState[],
  lastRuns: readonly LastRuns[],
  limit: number,
): Dashboard["attention"] {
  const runsOf = new Map(lastRuns.map((runs) => [runs.botId, runs]));
  const found = states
    .flatMap((state) => {
      const trouble = troubleOf(state, runsOf.get(state.bot.id));
      return trouble ? [{ state, trouble }] : [];
    })
    .sort(
      (a, b) =>
        PROBLEMS.indexOf(a.trouble.problem) - PROBLEMS.indexOf(b.trouble.problem) ||
        b.state.bot.lastSeenAt.getTime() - a.state.bot.lastSeenAt.getTime() ||
        (a.state.bot.id < b.state.bot.id ? -1 : 1),
    );
  const countOf = (problem: BotProblem) => found.filter(({ trouble }) => trouble.problem === problem).length;
  return {
    total: found.length,
    by_problem: Object.fromEntries(PROBLEMS.map((problem) => [problem, countOf(problem)])) as Record<
      BotProblem,
      number
    >,
    bots: found.slice(0, limit).map(
      ({ state: { bot, liveness }, trouble }): TroubledBot => ({
        id: bot.id,
        name: nameOf(bot),
        kind: bot.kind as BotKind | null,
        ...trouble,
        current_job_id: liveness.currentJob?.jobId ?? null,
        last_seen_at: toInstant(bot.lastSeenAt),
      }),
    ),
  };
}

function troubleOf(
  { liveness: { status, reason }, contract }: BotState,
  runs: LastRuns | undefined,
): Pick<TroubledBot, "problem" | "reason"> | null {
  if (status === "paused") return null;
  if (status === "stuck" || status === "zombie" || status === "offline") return { problem: status, reason };
  const breach = runs ? contractBreach(contract, runs) : null;
  return breach && { problem: "failing", reason: breach.reason };
}

/** The rule that a bot's newest runs break, failures before durations; null where they keep the contract. */
export function contractBreach(contract: Contract, { outcomes, durationMs }: Omit<LastRuns, "botId">): Breach | null {
  const failures = failureBreach(contract, outcomes);
  if (failures) return failures;
  return durationMs === null ? null : (durationBreaches(contract, durationMs)[0] ?? null);
}
