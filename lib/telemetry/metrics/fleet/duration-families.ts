import { SERIES, type Series } from "../../../rollups/series";
import { OTHER } from "../allot";
import { DURATION_BOUNDS, DURATION_ERROR } from "../buckets";
import { type Family, histogramSamples, type Told } from "../family";
import type { Total } from "./store";
import { addDurations, type Durations, steady, tallyBy } from "./tally";
import type { ToldBot } from "./told-bot";

/** Histograms by label: each costs as many series as there are buckets. */
const MAX_JOB_BOTS = 40;
const MAX_MESSAGE_BOTS = 20;
const MAX_TYPES = 15;

/** Histograms of what bots' jobs and messages took. @param bots in the order in which they get labels */
export function durationFamilies(bots: readonly ToldBot[], totals: readonly Total[]): Told {
  const workers = new Set(bots.filter(({ isWorker }) => isWorker).map(({ id }) => id));
  const byType = tallyBy(totals, ({ botId, label, series }) =>
    series === SERIES.job && workers.has(botId) ? label : null,
  );
  const types = [...byType].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    family("bot_job_duration_seconds", `Duration of job attempts, by bot. ${firstBots(MAX_JOB_BOTS)}`, {
      label: "bot",
      most: MAX_JOB_BOTS,
      all: bots.map(({ id, totals: own }) => [id, durationsOf(own, SERIES.job)]),
    }),
    family("bot_message_response_time_seconds", `Response time of messages, by bot. ${firstBots(MAX_MESSAGE_BOTS)}`, {
      label: "bot",
      most: MAX_MESSAGE_BOTS,
      all: bots.map(({ id, totals: own }) => [id, durationsOf(own, SERIES.message)]),
    }),
    family(
      "worker_job_duration_seconds",
      `Duration of workers' job attempts, by job type; beyond ${MAX_TYPES} types ${OTHER}.`,
      { label: "job_type", most: MAX_TYPES, all: types.map(([type, own]) => [type, durationsOf(own, SERIES.job)]) },
    ),
  ];
  return {
    families: parts.map((part) => part.family),
    truncated: parts.reduce((sum, part) => sum + part.truncated, 0),
  };
}

const firstBots = (most: number) => `The ${most} first seen that have any stand by name, ${OTHER} for the rest.`;

const durationsOf = (totals: ReadonlyMap<Series, { durations: Durations | null }>, series: Series) =>
  totals.get(series)?.durations ?? null;

function family(
  name: string,
  help: string,
  { label, most, all }: { label: string; most: number; all: [string, Durations | null][] },
): { family: Family; truncated: number } {
  const known = all.filter((entry): entry is [string, Durations] => entry[1] !== null);
  const named = known.filter(([key]) => key !== OTHER).slice(0, most);
  const isNamed = new Set(named.map(([key]) => key));
  const rest = known.filter(([key]) => !isNamed.has(key)).map(([, durations]) => durations);
  const told: [string, Durations][] = rest.length > 0 ? [...named, [OTHER, addDurations(rest)]] : named;
  const samples = told.flatMap(([key, durations]) =>
    histogramSamples({ [label]: key }, DURATION_BOUNDS, {
      counts: durations.counts,
      sum: steady(durations.sumMs / 1000),
    }),
  );
  return {
    family: { name, help: `${help} ${DURATION_ERROR}`, type: "histogram", samples },
    truncated: rest.length * (DURATION_BOUNDS.length + 3),
  };
}
