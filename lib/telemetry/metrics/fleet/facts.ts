import { type BotState, readBotStates } from "../../../bots/facts";
import { listWindow } from "../../../bots/figures";
import type { Database } from "../../../db/client";
import { type JobTotal, selectJobDurations, selectJobTotals } from "../../../rollups/store";
import { Kept } from "../../../stats/kept";
import { selectTargets, type Total } from "./store";
import { shareWithin } from "./target";
import { readTotals } from "./totals";

/** Adding a day's histograms up is dear in a large fleet, and its shares change slowly: they may be this old. */
const TARGETS_KEPT_MS = { least: 0, most: 10_000 };

/** What the bots' families are made of. */
export interface FleetFacts {
  /** The first seen first, so that newcomers come last. */
  states: BotState[];
  totals: Total[];
  day: DayFacts;
}

/** The last 24 hours, as `/bots` tells them. */
export interface DayFacts {
  jobs: ReadonlyMap<string, JobTotal>;
  /** Jobs within the target duration, in per cent, of bots that have a target and measured jobs. */
  withinTarget: ReadonlyMap<string, number>;
}

/** Reads the facts. @param rawDays days that raw events are kept */
export async function readFleetFacts({ db, now }: { db: Database; now: Date }, rawDays: number): Promise<FleetFacts> {
  const reading = readBotStates({ db, now });
  const firstSeen = async () => new Map((await reading).map(({ bot }) => [bot.id, bot.firstSeenAt]));
  const [states, totals, jobs, withinTarget] = await Promise.all([
    reading,
    readTotals({ db, now }, rawDays, firstSeen),
    selectJobTotals(db, listWindow(now)),
    targetShares.read({ db, now }, "", () => readTargetShares({ db, now })),
  ]);
  states.sort((a, b) => a.bot.firstSeenAt.getTime() - b.bot.firstSeenAt.getTime() || (a.bot.id < b.bot.id ? -1 : 1));
  const day = { jobs: new Map(jobs.map((total) => [total.botId, total])), withinTarget };
  return { states, totals, day };
}

const targetShares = new Kept<Map<string, number>>(TARGETS_KEPT_MS);

async function readTargetShares({ db, now }: { db: Database; now: Date }): Promise<Map<string, number>> {
  const targets = new Map((await selectTargets(db)).map(({ botId, targetMs }) => [botId, targetMs]));
  const durations = targets.size === 0 ? [] : await selectJobDurations(db, [...targets.keys()], listWindow(now));
  return new Map(
    durations.flatMap(({ botId, hist }) => {
      const share = shareWithin(hist, targets.get(botId) ?? 0);
      return share === null ? [] : [[botId, share] as const];
    }),
  );
}
