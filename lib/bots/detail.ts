import type { Database } from "../db/client";
import { selectDependenciesOf } from "../dependencies/store";
import { notFound } from "../http/problem";
import { toInstant, toInstantOrNull } from "../stats/instant";
import type { BotDetail } from "./bot";
import { readBotState } from "./facts";
import { readFigures } from "./list";
import { summaryOf } from "./summary";

/**
 * A bot with all that it reports and the contract it is held to.
 * @throws Problem 404 when there is no such bot
 */
export async function readBotDetail({ db, now }: { db: Database; now: Date }, botId: string): Promise<BotDetail> {
  const [state, dependencies] = await Promise.all([readBotState({ db, now }, botId), selectDependenciesOf(db, botId)]);
  if (!state) throw notFound("There is no such bot.");
  const figures = await readFigures({ db, now }, [state]);
  const { bot, contract, ownQueues } = state;
  return {
    ...summaryOf(state, figures.get(botId)!),
    first_seen_at: toInstant(bot.firstSeenAt),
    last_seen_at: toInstant(bot.lastSeenAt),
    last_job_taken_at: toInstantOrNull(bot.lastTakenAt),
    last_progress_at: toInstantOrNull(bot.lastProgressAt),
    paused_at: toInstantOrNull(bot.pausedAt),
    reported: {
      name: bot.reportedName,
      tags: bot.reportedTags ?? [],
      status: bot.reportedStatus,
      current_job_id: bot.currentJobId,
    },
    contract,
    queues: ownQueues
      .toSorted((a, b) => (a.queue < b.queue ? -1 : 1))
      .map((sample) => ({
        queue: sample.queue,
        pending: sample.pending,
        processing: sample.processing,
        dead_letter: sample.deadLetter,
        oldest_age_seconds: sample.oldestAgeSeconds,
        sampled_at: toInstant(sample.sampledAt),
      })),
    dependencies: dependencies.map((check) => ({
      component: check.component,
      status: check.status as BotDetail["dependencies"][number]["status"],
      latency_ms: check.latencyMs,
      detail: check.detail,
      checked_at: toInstant(check.checkedAt),
      changed_at: toInstant(check.changedAt),
    })),
  };
}
