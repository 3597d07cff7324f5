import type { BotState } from "../bots/facts";
import type { CurrentId } from "./metric";

/** How a state of now is told of a bot. */
type OfBot = Exclude<Extract<CurrentId, `bot.${string}` | "job.running">, "bot.health_score">;
type OfQueue = Exclude<Extract<CurrentId, `queue.${string}`>, never>;
type OfFleet = Extract<CurrentId, `fleet.${string}`>;

/** What states of a bot are told from. */
export interface BotFacts {
  state: BotState;
  /** Whether its newest runs break its run contract. */
  breaksContract: boolean;
  /** Silence before this is not counted: Rollcall could not listen. Epoch ms. */
  listeningSince: number;
}

/** States of one bot; null where there is nothing to tell. @param now epoch ms */
export const OF_BOT: Record<OfBot, (facts: BotFacts, now: number) => number | null> = {
  "bot.silence": silenceOf,
  "bot.overdue": (facts, now) => {
    const { heartbeat_interval_seconds: interval, heartbeat_grace_seconds: grace } = facts.state.contract;
    return Math.max(0, silenceOf(facts, now) - interval - grace);
  },
  "bot.stuck": ({ state }) => flag(state.liveness.status === "stuck"),
  "bot.zombie": ({ state }) => flag(state.liveness.status === "zombie"),
  "bot.contract_breach": ({ breaksContract }) => flag(breaksContract),
  "job.running": ({ state }) => (state.liveness.currentJob?.runningMs ?? 0) / 1000,
};

/** The member of a queue's sample that a metric tells. */
export const OF_QUEUE: Record<OfQueue, "pending" | "processing" | "deadLetter" | "oldestAgeSeconds"> = {
  "queue.pending": "pending",
  "queue.processing": "processing",
  "queue.dead_letter": "deadLetter",
  "queue.oldest_age": "oldestAgeSeconds",
};

/** States of many bots at once. */
export const OF_FLEET: Record<OfFleet, (bots: readonly BotFacts[], now: number) => number | null> = {
  "fleet.workers": (bots) => bots.filter(({ state }) => state.bot.kind === "worker" && isAlive(state)).length,
  "fleet.offline": (bots) => bots.filter(({ state }) => !isAlive(state)).length,
  "fleet.offline_share": (bots) =>
    bots.length === 0 ? null : (100 * bots.filter(({ state }) => !isAlive(state)).length) / bots.length,
  "fleet.silence": (bots, now) => (bots.length === 0 ? null : Math.min(...bots.map((bot) => silenceOf(bot, now)))),
};

/** How states of single subjects become one of all: silence is that of the one heard last, flags are counted. */
export const OVERALL: Record<
  OfBot | OfQueue | "bot.health_score" | "dependency.status",
  (values: readonly number[]) => number
> = {
  "bot.silence": (values) => Math.min(...values),
  "bot.overdue": (values) => Math.min(...values),
  "bot.stuck": sum,
  "bot.zombie": sum,
  "bot.contract_breach": sum,
  "bot.health_score": (values) => Math.min(...values),
  "job.running": (values) => Math.max(...values),
  "queue.pending": sum,
  "queue.processing": sum,
  "queue.dead_letter": sum,
  "queue.oldest_age": (values) => Math.max(...values),
  "dependency.status": (values) => Math.max(...values),
};

/** Whether a bot missed a heartbeat by a quarter of its grace: sooner than it is offline, later than chance delays one. */
export function isLate(facts: BotFacts, now: number): boolean {
  const { heartbeat_interval_seconds: interval, heartbeat_grace_seconds: grace } = facts.state.contract;
  return silenceOf(facts, now) > interval + grace / 4;
}

/** What was received after now, since a clock was set back, counts as received now. */
function silenceOf({ state, listeningSince }: BotFacts, now: number): number {
  return Math.max(0, now - Math.max(state.bot.lastSeenAt.getTime(), listeningSince)) / 1000;
}

const isAlive = ({ liveness }: BotState) => liveness.status !== "offline";
const flag = (holds: boolean) => (holds ? 1 : 0);

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
