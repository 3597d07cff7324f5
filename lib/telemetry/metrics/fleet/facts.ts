import { type BotState, readBotStates } from "../../../bots/facts";
import { listWindow } from "../../../bots/figures";
import type { Database } from "../../../db/client";
import { type JobTotal, selectJobDurations, selectJobTotals } from "../../../rollups/store";
import { Kept } from "../../../stats/dashboard/kept";
import { selectTargets, type Total } from "./store";
import { shareWithin } from "./target";
import { readTotals } from "./totals";

/** Figures of a day change slowly: in a large fleet they may be this old. */
const DAY_KEPT_MS = { least: 1000, most: 30_000 };

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
  const [states, totals, day] = await Promise.all([
    reading,
    readTotals({ db, now }, rawDays, firstSeen),
    dayFacts.read({ db, now }),
  ]);
  states.sort((a, b) => a.bot.firstSeenAt.getTime() - b.bot.firstSeenAt.getTime() || (a.bot.id < b.bot.id ? -1 : 1));
  return { states, totals, day };
}

const dayFacts = new Kept(readDay, DAY_KEPT_MS.least, DAY_KEPT_MS.most);

async function readDay({ db, now }: { db: Database; now: Date }): Promise<DayFacts> {
  const window = listWindow(now);
  const [jobs, bound] = await Promise.all([selectJobTotals(db, window), selectTargets(db)]);
  const targets = new Map(bound.map(({ botId, targetMs }) => [botId, targetMs]));
  const durations = targets.size === 0 ? [] : await selectJobDurations(db, [...targets.keys()], window);
  return {
    jobs: new Map(jobs.map((total) => [total.botId, total])),
    withinTarget: new Map(
      durations.flatMap(({ botId, hist }) => {
        const share = shareWithin(hist, targets.get(botId) ?? 0);
        return share === null ? [] : [[botId, share] as const];
      }),
    ),
  };
}
