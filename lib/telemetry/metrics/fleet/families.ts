import { SERIES } from "../../../rollups/series";
import type { SeriesCount } from "../../../rollups/store";
import { allot } from "../allot";
import type { Family } from "../family";
import { botFamilies, seriesOf } from "./bot-families";
import { durationFamilies } from "./duration-families";
import type { FleetFacts } from "./facts";
import { queueFamilies } from "./queue-families";
import { toldBots } from "./told-bot";
import { typeFamilies } from "./type-families";

/** Series for the families that have a label for each bot, of the 10,000 in all; see bounds.ts. */
const BOT_SERIES = 6000;

/** All that is told of the fleet. */
export function fleetFamilies(facts: FleetFacts, now: Date): Family[] {
  const bots = toldBots(facts, now);
  const details = allot(
    bots.map((bot) => ({ id: bot.id, ...seriesOf(bot) })),
    BOT_SERIES,
  );
  const parts = [
    botFamilies(bots, details),
    durationFamilies(bots, facts.totals),
    typeFamilies(facts.totals),
    queueFamilies(facts.queues, now),
  ];
  return [
    ...parts.flatMap(({ families }) => families),
    impactFamily(facts.lastHour),
    {
      name: "rollcall_series_truncated",
      help: "Series that the bounds keep from having a label of their own; other tells of them together.",
      type: "gauge",
      samples: [{ labels: {}, value: parts.reduce((sum, { truncated }) => sum + truncated, 0) }],
    },
  ];
}

function impactFamily(lastHour: readonly SeriesCount[]): Family {
  const score = customerImpact(lastHour);
  return {
    name: "customer_impact_score",
    help:
      "Of all jobs, messages and requests of the last 60 minutes the share that failed (requests: answered by 5xx), in per " +
      "cent: 0 is none, 100 is all.",
    type: "gauge",
    samples: score === null ? [] : [{ labels: {}, value: score }],
  };
}

/**
 * What share of the work that was asked for was not done, in per cent with one decimal; null where none was asked for.
 * Cancelled jobs count as asked for and not as failed.
 */
export function customerImpact(counts: readonly SeriesCount[]): number | null {
  const work = counts.filter(({ series }) =>
    [SERIES.job, SERIES.message, SERIES.request].some((one) => one === series),
  );
  const n = work.reduce((sum, count) => sum + count.n, 0);
  const failed = work.reduce((sum, count) => sum + count.failed, 0);
  return n === 0 ? null : Math.round((failed * 1000) / n) / 10;
}
