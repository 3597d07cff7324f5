import { storedContract } from "../../bots/contract-columns";
import { selectBot } from "../../bots/store";
import type { Database } from "../../db/client";
import { notFound } from "../../http/problem";
import { toInstant } from "../instant";
import type { StatsRange } from "../range";
import { stepsOf } from "../steps";
import type { BotUptime } from "./schema";
import { selectHeard } from "./store";
import { uptimeOf } from "./uptime";

/**
 * How much of a range a bot was alive, by its heartbeats: see uptime.ts.
 * @param minuteDays days that the minute grain is kept
 * @throws Problem 404 when there is no such bot
 */
export async function readBotUptime(
  { db, now, minuteDays }: { db: Database; now: Date; minuteDays: number },
  botId: string,
  range: StatsRange,
): Promise<BotUptime> {
  const bot = await selectBot(db, botId);
  if (!bot) throw notFound("There is no such bot.");
  const contract = storedContract(bot);
  const holdsMs = (contract.heartbeat_interval_seconds + contract.heartbeat_grace_seconds) * 1000;
  const steps = stepsOf(range, now, minuteDays);
  const heard = await selectHeard(db, botId, steps.grain, { from: steps.from - holdsMs, to: steps.to });
  const period = { from: range.from.getTime(), to: range.to.getTime() };
  const told = uptimeOf({
    ...{ steps, ...period, holdsMs, heard },
    ...{ firstSeenAt: bot.firstSeenAt.getTime(), now: now.getTime() },
  });
  const [expected, up] = [sum(told.map((step) => step.expected)), sum(told.map((step) => step.up))];
  const measurable = expected > 0 && bot.lastHeartbeatAt !== null;
  return {
    bot_id: botId,
    uptime_percent: measurable ? percentOf(up, expected) : null,
    unit: steps.grain,
    expected,
    up,
    first_seen_at: toInstant(bot.firstSeenAt),
    holds_seconds: holdsMs / 1000,
    step_seconds: steps.stepMs / 1000,
    steps: told.map((step) => ({ from: toInstant(new Date(step.at)), expected: step.expected, up: step.up })),
  };
}

/** Two decimals, rounded down, so that 100 means all of them. */
const percentOf = (up: number, expected: number) => Math.floor((up / expected) * 10_000) / 100;
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
