import type { Database } from "../../db/client";
import { SERIES, type Series } from "../../rollups/series";
import type { Point } from "../backtest";
import { OVERALL } from "../current";
import { FIGURES, Tally } from "../figures";
import { isWindowed, METRICS, type MetricId } from "../metric";
import type { RuleDefinition } from "../rule";
import type { Subject, SubjectKind } from "../subject";
import type { HistorySpan } from "./span";
import { LEVELS, levelCourse, runningCourse, silenceCourse } from "./states";
import {
  type Past,
  type StepTotal,
  selectHeardCounts,
  selectHeardSteps,
  selectLongRuns,
  selectStepHistograms,
  selectStepTotals,
} from "./store";

/** What is known of a bot, to tell its past. */
export interface KnownBot {
  id: string;
  isWorker: boolean;
  /** Epoch ms. */
  firstSeenAt: number;
  targetMs: number | null;
  /** Interval and grace of its heartbeat, in ms. */
  graceMs: number;
}

/** By a subject's id: what was measured of it at the end of each step. */
export type Courses = Map<string, Point[]>;

/** Reads what a rule would have measured of subjects over a span. @param now epoch ms: the last step ends there at the latest */
export async function readCourses(
  { db, now }: { db: Database; now: number },
  rule: Pick<RuleDefinition, "metric" | "window_seconds" | "selector" | "scope">,
  subjects: readonly Subject[],
  bots: ReadonlyMap<string, KnownBot>,
  span: HistorySpan,
): Promise<Courses> {
  const { metric } = rule;
  const botIds = [...new Set(subjects.flatMap((subject) => subject.botIds))];
  const steps = Math.round((span.to - span.from) / span.stepMs);
  const ends = Array.from({ length: steps }, (_, step) => Math.min(now, span.from + (step + 1) * span.stepMs));
  const past = (series: readonly Series[], kind: SubjectKind, windowSteps = 1): Past => ({
    ...{ span, series, kind, botIds, leadMs: (windowSteps - 1) * span.stepMs },
    label: METRICS[metric].label === null ? null : rule.selector.label,
  });
  const each = (of: (subject: Subject) => (number | null)[]): Courses =>
    new Map(subjects.map((subject) => [subject.id, of(subject).map((value, step) => ({ at: ends[step]!, value }))]));

  if (isWindowed(metric)) {
    const figure = FIGURES[metric];
    const windowSteps = Math.max(1, Math.round((rule.window_seconds * 1000) / span.stepMs));
    const kind = rule.scope === "fleet" ? "fleet" : METRICS[metric].subject;
    const asked = past(figure.series, kind, windowSteps);
    const rows = figure.histogram ? await selectStepHistograms(db, asked) : await selectStepTotals(db, asked);
    const tallies = talliesOf(rows, bots);
    const minutes = (windowSteps * span.stepMs) / 60_000;
    return each(({ id }) => {
      const own = tallies.get(id) ?? new Map<number, Tally>();
      return ends.map((_, step) => {
        const window = new Tally();
        for (let at = step - windowSteps + 1; at <= step; at++) {
          const tally = own.get(at);
          if (tally) window.merge(tally);
        }
        return figure.of(window, minutes);
      });
    });
  }
  if (metric.startsWith("fleet."))
    return each(await fleetCourse(db, metric, past([SERIES.heartbeat], "fleet"), bots, ends));
  const isFleet = rule.scope === "fleet";
  if (metric === "job.running") {
    const runs = await selectLongRuns(db, past([], "bot"));
    return each(({ id }) =>
      runningCourse(
        runs.filter(({ botId }) => isFleet || botId === id),
        ends,
      ),
    );
  }
  if (metric === "bot.silence" || metric === "bot.overdue") {
    const graceOf = (ids: readonly string[]) =>
      metric === "bot.overdue" ? Math.min(...ids.map((id) => bots.get(id)?.graceMs ?? 0)) : 0;
    const asked = past([SERIES.heartbeat], "bot");
    if (isFleet) {
      const heard = await selectHeardSteps(db, asked);
      return each(() => silenceCourse((step) => heard.has(step), ends, graceOf(botIds)));
    }
    const tallies = talliesOf(await selectStepTotals(db, asked), bots);
    const isHeard = (id: string, step: number) => (tallies.get(id)?.get(step)?.of(SERIES.heartbeat).n ?? 0) > 0;
    return each(({ id }) => silenceCourse((step) => isHeard(id, step), ends, graceOf([id])));
  }
  const id = metric as keyof typeof LEVELS;
  const tallies = talliesOf(await selectStepTotals(db, past(LEVELS[id].series, METRICS[id].subject)), bots);
  const courseOf = (key: string) => levelCourse(LEVELS[id], (step) => tallies.get(key)?.get(step), ends, span);
  if (!isFleet) return each((subject) => courseOf(subject.id));
  const courses = [...tallies.keys()].map(courseOf);
  return each(() =>
    ends.map((_, step) => {
      const values = courses.map((course) => course[step] ?? null).filter((value) => value !== null);
      return values.length === 0 ? null : OVERALL[id](values);
    }),
  );
}

function talliesOf(
  rows: readonly (StepTotal & { hist?: string[] | null })[],
  bots: ReadonlyMap<string, KnownBot>,
): Map<string, Map<number, Tally>> {
  const tallies = new Map<string, Map<number, Tally>>();
  for (const row of rows) {
    const own = tallies.get(row.key) ?? new Map<number, Tally>();
    tallies.set(row.key, own);
    const tally = own.get(row.step) ?? new Tally();
    own.set(row.step, tally);
    tally.add({ ...row, label: "" });
    if (row.measured > 0) {
      const mean = row.sum / row.measured;
      tally.levels.set(row.series, mean);
    }
    if (row.hist) tally.addHistogram({ ...row, label: "", hist: row.hist }, bots.get(row.botId)?.targetMs ?? null);
  }
  return tallies;
}

/** By hours, which tell of every bot that has a heartbeat within one. */
async function fleetCourse(
  db: Database,
  metric: MetricId,
  past: Past,
  bots: ReadonlyMap<string, KnownBot>,
  ends: readonly number[],
): Promise<() => (number | null)[]> {
  if (metric === "fleet.silence") {
    const steps = await selectHeardSteps(db, past);
    return () => silenceCourse((step) => steps.has(step), ends, 0);
  }
  const judged = past.botIds.flatMap((id) => bots.get(id) ?? []);
  const counted = metric === "fleet.workers" ? judged.filter(({ isWorker }) => isWorker) : judged;
  const rows = await selectHeardCounts(db, { ...past, botIds: counted.map(({ id }) => id) });
  const heard = new Map(rows.map(({ step, bots: n }) => [step, n]));
  return () =>
    ends.map((end, step) => {
      const alive = heard.get(step) ?? 0;
      const known = counted.filter(({ firstSeenAt }) => firstSeenAt < end).length;
      if (known === 0) return null;
      const offline = Math.max(0, known - alive);
      return metric === "fleet.workers" ? alive : metric === "fleet.offline" ? offline : (100 * offline) / known;
    });
}
