import { readBotStates } from "../../bots/facts";
import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import { type Point, worse } from "../backtest";
import type { MetricId } from "../metric";
import type { RuleDefinition, Selector } from "../rule";
import { selectsBot } from "../selector";
import type { Subject } from "../subject";
import { type KnownBot, readCourses } from "./courses";
import { spanOf } from "./span";
import { selectStepTotals } from "./store";

const DAY_MS = 86_400_000;
const RANKED_BY_DAYS = 30;

/** What is known of the bots that a selector picks, by id. */
export async function readKnownBots(
  context: { db: Database; now: Date },
  selector: Selector,
): Promise<Map<string, KnownBot>> {
  const states = (await readBotStates(context)).filter((state) => selectsBot(selector, state));
  return new Map(
    states.map(({ bot, contract }) => {
      const graceMs = 1000 * (contract.heartbeat_interval_seconds + contract.heartbeat_grace_seconds);
      const known: KnownBot = {
        ...{ id: bot.id, isWorker: bot.kind === "worker", firstSeenAt: bot.firstSeenAt.getTime() },
        ...{ targetMs: contract.target_duration_ms, graceMs },
      };
      return [bot.id, known];
    }),
  );
}

/** The subjects whose days were worst, as many as are asked for. */
export async function worstSubjects(
  context: { db: Database; now: number },
  rule: RuleDefinition,
  subjects: readonly Subject[],
  bots: ReadonlyMap<string, KnownBot>,
  most: number,
): Promise<Subject[]> {
  if (subjects.length <= most) return [...subjects];
  const span = spanOf("day", context.now - RANKED_BY_DAYS * DAY_MS, context.now, 0);
  const isLiveness = LIVENESS.has(rule.metric);
  const metric = rule.metric === "job.running" ? "job.max_duration" : rule.metric;
  const byDay = { ...rule, metric, window_seconds: DAY_MS / 1000 };
  const scores = isLiveness
    ? await missedShares(context.db, subjects, span)
    : worstOf(rule, await readCourses(context, byDay, subjects, bots, span));
  const scoreOf = ({ id }: Subject) => scores.get(id) ?? null;
  const order = !isLiveness && rule.operator.startsWith("<") ? 1 : -1;
  return subjects
    .map((subject) => ({ subject, score: scoreOf(subject) }))
    .sort((a, b) => Number(a.score === null) - Number(b.score === null) || order * ((a.score ?? 0) - (b.score ?? 0)))
    .slice(0, most)
    .map(({ subject }) => subject);
}

const LIVENESS: ReadonlySet<MetricId> = new Set(["bot.silence", "bot.overdue"]);

/** Of the heartbeats that a bot sends on its best day, the share that it missed on its worst. */
async function missedShares(db: Database, subjects: readonly Subject[], span: ReturnType<typeof spanOf>) {
  const botIds = subjects.map(({ id }) => id);
  const past = { span, leadMs: 0, series: [SERIES.heartbeat], kind: "bot", botIds, label: null } as const;
  const days = new Map<string, number[]>();
  const today = (span.to - span.from) / span.stepMs - 1;
  for (const { key, step, n } of await selectStepTotals(db, past)) {
    if (step < today) days.set(key, [...(days.get(key) ?? []), n]);
  }
  return new Map([...days].map(([id, counts]) => [id, 1 - Math.min(...counts) / Math.max(...counts)]));
}

function worstOf(rule: RuleDefinition, courses: ReadonlyMap<string, readonly Point[]>): Map<string, number> {
  const scores = new Map<string, number>();
  for (const [id, points] of courses) {
    for (const { value } of points) if (value !== null) scores.set(id, worse(rule, value, scores.get(id) ?? null));
  }
  return scores;
}
