import { readBotStates } from "../../bots/facts";
import type { Database } from "../../db/client";
import { type DependencyCheck, selectDependencies } from "../../dependencies/store";
import { type QueueSample, selectQueues } from "../../queues/store";
import { SERIES, type Series } from "../../rollups/series";
import { contractBreach } from "../../stats/dashboard/attention";
import { selectLastRuns } from "../../stats/dashboard/store";
import {
  type KnownLabel,
  selectKnownLabels,
  selectWindowHistograms,
  selectWindowTotals,
  type WindowHistogram,
  type WindowTotal,
} from "../../stats/window/store";
import { windowOf } from "../../stats/window/window";
import type { BotFacts } from "../current";
import { FIGURES } from "../figures";
import { isWindowed } from "../metric";
import type { Rule } from "../rule";

const DAY_MS = 86_400_000;
/** What the health score needs beside a bot's state, and how far it looks back. */
export const HEALTH_METRIC = "job.sla_compliance";
export const HEALTH_SECONDS = 86_400;
/** An endpoint or metric that was not heard of for so long is no subject any more. */
const KNOWN_FOR_MS = 7 * DAY_MS;

/** What was counted in one window. */
export interface WindowFacts {
  totals: readonly WindowTotal[];
  histograms: readonly WindowHistogram[];
}

/** What rules are judged by. Each part is a promise of its own: one that fails harms none but the rules that need it. */
export interface Facts {
  now: number;
  listeningSince: number;
  /** Bots that are not paused. */
  bots: Promise<BotFacts[]>;
  queues: Promise<readonly QueueSample[]>;
  dependencies: Promise<readonly DependencyCheck[]>;
  /** Endpoints of services and names of metrics that were reported lately. */
  labels: ReadonlyMap<Series, Promise<readonly KnownLabel[]>>;
  /** By length in seconds. */
  windows: ReadonlyMap<number, Promise<WindowFacts>>;
}

/** Asks for everything that the rules need, each thing once. */
export function readFacts(
  { db, now, listeningSince }: { db: Database; now: Date; listeningSince: Date },
  rules: readonly Rule[],
): Facts {
  const needs = (test: (rule: Rule) => boolean) => rules.some(test);
  const labels = [
    ...(needs(({ metric }) => metric.startsWith("route.")) ? [SERIES.request] : []),
    ...(needs(({ metric }) => metric.startsWith("metric.")) ? [SERIES.metric] : []),
  ];
  return {
    now: now.getTime(),
    listeningSince: listeningSince.getTime(),
    bots: settled(
      readBots(
        { db, now, listeningSince },
        needs(({ metric }) => metric === "bot.contract_breach"),
      ),
    ),
    queues: settled(needs(({ metric }) => metric.startsWith("queue.")) ? selectQueues(db) : Promise.resolve([])),
    dependencies: settled(
      needs(({ metric }) => metric.startsWith("dependency.")) ? selectDependencies(db) : Promise.resolve([]),
    ),
    labels: new Map(
      labels.map((series) => [series, settled(selectKnownLabels(db, series, new Date(now.getTime() - KNOWN_FOR_MS)))]),
    ),
    windows: readWindows({ db, now }, rules),
  };
}

async function readBots(
  { db, now, listeningSince }: { db: Database; now: Date; listeningSince: Date },
  withContract: boolean,
): Promise<BotFacts[]> {
  const [states, lastRuns] = await Promise.all([
    readBotStates({ db, now }),
    withContract ? selectLastRuns(db, new Date(now.getTime() - DAY_MS)) : [],
  ]);
  const runsOf = new Map(lastRuns.map((runs) => [runs.botId, runs]));
  return states
    .filter(({ bot }) => bot.pausedAt === null)
    .map((state) => {
      const runs = runsOf.get(state.bot.id);
      const breaksContract = runs !== undefined && contractBreach(state.contract, runs) !== null;
      return { state, breaksContract, listeningSince: listeningSince.getTime() };
    });
}

function readWindows({ db, now }: { db: Database; now: Date }, rules: readonly Rule[]): Facts["windows"] {
  const wanted = new Map<number, { totals: Set<Series>; histograms: Set<Series> }>();
  for (const rule of rules) {
    const isHealth = rule.metric === "bot.health_score";
    const metric = isHealth ? HEALTH_METRIC : rule.metric;
    const seconds = isHealth ? HEALTH_SECONDS : rule.window_seconds;
    if (!isWindowed(metric)) continue;
    const { series, histogram } = FIGURES[metric];
    const of = wanted.get(seconds) ?? { totals: new Set(), histograms: new Set() };
    for (const name of series) {
      of.totals.add(name);
      if (histogram) of.histograms.add(name);
    }
    wanted.set(seconds, of);
  }
  return new Map(
    [...wanted].map(([seconds, { totals, histograms }]) => {
      const window = windowOf(seconds, now);
      const read = async () => ({
        totals: await selectWindowTotals(db, [...totals], window),
        histograms: histograms.size === 0 ? [] : await selectWindowHistograms(db, [...histograms], window),
      });
      return [seconds, settled(read())];
    }),
  );
}

/** A promise whose failure waits for whoever needs it. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
