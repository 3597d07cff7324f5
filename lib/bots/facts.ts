import type { Database } from "../db/client";
import type { CurrentRun } from "../jobs/store";
import { selectCurrentRuns } from "../jobs/store";
import { type QueueSample, selectQueues, selectQueuesAround } from "../queues/store";
import { BOT_STATUSES, type BotStatus } from "./bot";
import type { Contract } from "./contract";
import { storedContract } from "./contract-columns";
import { groupBy } from "./group";
import { judgeLiveness, type Liveness } from "./liveness";
import { type StoredBot, selectBot, selectBots } from "./store";

/** A bot with what is known of it now, and what that says. */
export interface BotState {
  bot: StoredBot;
  contract: Contract;
  liveness: Liveness;
  /** The queues it reports. */
  ownQueues: QueueSample[];
  /** Jobs that wait in the queues it works; null where nobody samples them. */
  queueDepth: number | null;
}

/** Every bot as it is now. */
export async function readBotStates({ db, now }: { db: Database; now: Date }): Promise<BotState[]> {
  const [bots, runs, queues] = await Promise.all([selectBots(db), selectCurrentRuns(db, null), selectQueues(db)]);
  const runsOf = groupBy(runs, (run) => run.botId);
  const queuesOf = groupBy(queues, (sample) => sample.botId);
  const newestOf = newestSamples(queues);
  return bots.map((bot) =>
    stateOf(bot, runsOf.get(bot.id) ?? [], queuesOf.get(bot.id) ?? [], newestOf.get(bot.lastQueue ?? ""), now),
  );
}

/** How many bots there are, and how many of each status. */
export function statusCounts(states: readonly BotState[]): { total: number } & Record<BotStatus, number> {
  const counts = Object.fromEntries(BOT_STATUSES.map((status) => [status, 0])) as Record<BotStatus, number>;
  for (const { liveness } of states) counts[liveness.status] += 1;
  return { total: states.length, ...counts };
}

/** One bot as it is now; undefined when there is none of this id. */
export async function readBotState(
  { db, now }: { db: Database; now: Date },
  botId: string,
): Promise<BotState | undefined> {
  const [bot, runs] = await Promise.all([selectBot(db, botId), selectCurrentRuns(db, botId)]);
  if (!bot) return undefined;
  const queues = await selectQueuesAround(db, botId, bot.lastQueue);
  const own = queues.filter((sample) => sample.botId === botId);
  return stateOf(bot, runs, own, newestSamples(queues).get(bot.lastQueue ?? ""), now);
}

/** The newest sample of each queue, whoever took it. */
function newestSamples(samples: readonly QueueSample[]): Map<string, QueueSample> {
  const newest = new Map<string, QueueSample>();
  for (const sample of samples) {
    const known = newest.get(sample.queue);
    if (!known || known.sampledAt < sample.sampledAt) newest.set(sample.queue, sample);
  }
  return newest;
}

function stateOf(
  bot: StoredBot,
  runs: CurrentRun[],
  ownQueues: QueueSample[],
  lastQueue: QueueSample | undefined,
  now: Date,
): BotState {
  const contract = storedContract(bot);
  const worked = lastQueue ? [...ownQueues.filter(({ queue }) => queue !== lastQueue.queue), lastQueue] : ownQueues;
  const liveness = judgeLiveness(
    {
      kind: bot.kind,
      contract,
      pausedAt: bot.pausedAt?.getTime() ?? null,
      firstSeenAt: bot.firstSeenAt.getTime(),
      lastSeenAt: bot.lastSeenAt.getTime(),
      lastHeartbeatAt: bot.lastHeartbeatAt?.getTime() ?? null,
      lastTakenAt: bot.lastTakenAt?.getTime() ?? null,
      lastProgressAt: bot.lastProgressAt?.getTime() ?? null,
      reportedStatus: bot.reportedStatus,
      namedJobId: bot.currentJobId,
      namedAt: bot.currentJobTime?.getTime() ?? null,
      lastQueue: bot.lastQueue,
      runs,
      queues: worked.map(({ queue, pending, receivedAt }) => ({ queue, pending, receivedAt: receivedAt.getTime() })),
    },
    now.getTime(),
  );
  return { bot, contract, liveness, ownQueues, queueDepth: depthOf(ownQueues.length > 0 ? ownQueues : worked) };
}

function depthOf(queues: readonly QueueSample[]): number | null {
  const known = queues.map(({ pending }) => pending).filter((pending) => pending !== null);
  return known.length === 0 ? null : known.reduce((sum, pending) => sum + pending, 0);
}
