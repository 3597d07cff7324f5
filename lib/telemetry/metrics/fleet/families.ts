import { allot } from "../allot";
import type { Told } from "../family";
import { botFamilies, seriesOf } from "./bot-families";
import { durationFamilies } from "./duration-families";
import type { FleetFacts } from "./facts";
import { toldBots } from "./told-bot";
import { typeFamilies } from "./type-families";

/**
 * Series for the families that have a label for each bot. Of the 10,000 in all the rest is kept for histograms (79 labels of
 * 24), queues and job types (530), our own requests (1,211), and what this process and the database tell.
 */
const BOT_SERIES = 6000;

/** All that is told of bots and their jobs. */
export function fleetFamilies(facts: FleetFacts, now: Date): Told {
  const bots = toldBots(facts, now);
  const details = allot(
    bots.map((bot) => ({ id: bot.id, ...seriesOf(bot) })),
    BOT_SERIES,
  );
  const parts = [botFamilies(bots, details), durationFamilies(bots, facts.totals), typeFamilies(facts.totals)];
  return {
    families: parts.flatMap(({ families }) => families),
    truncated: parts.reduce((sum, { truncated }) => sum + truncated, 0),
  };
}
