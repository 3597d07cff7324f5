import { botExists } from "../../bots/store";
import type { Database } from "../../db/client";
import { notFound } from "../../http/problem";
import { SERIES } from "../../rollups/series";
import { toInstant } from "../instant";
import type { StatsRange } from "../range";
import { startsOf, stepsOf } from "../steps";
import type { BotResources, ResourcePoint } from "./schema";
import { type GaugeStep, selectGauges } from "./store";

/**
 * How much CPU and memory a bot used over a range, as its heartbeats told.
 * @param minuteDays days that the minute grain is kept
 * @throws Problem 404 when there is no such bot
 */
export async function readBotResources(
  { db, now, minuteDays }: { db: Database; now: Date; minuteDays: number },
  botId: string,
  range: StatsRange,
): Promise<BotResources> {
  const steps = stepsOf(range, now, minuteDays);
  const gauges = await selectGauges(db, botId, steps);
  if (gauges.length === 0 && !(await botExists(db, botId))) throw notFound("There is no such bot.");
  const byStep = new Map(gauges.map((gauge) => [`${gauge.series} ${gauge.at}`, gauge]));
  return {
    bot_id: botId,
    step_seconds: steps.stepMs / 1000,
    points: startsOf(steps, now).map((at) => ({
      from: toInstant(new Date(at)),
      cpu_percent: gaugeOf(byStep.get(`${SERIES.cpu} ${at}`), 100),
      memory_bytes: gaugeOf(byStep.get(`${SERIES.memory} ${at}`), 1),
    })),
  };
}

/** @param parts decimals are kept to one such part */
function gaugeOf(step: GaugeStep | undefined, parts: number): ResourcePoint["cpu_percent"] {
  if (!step) return null;
  const round = (value: number) => Math.round(value * parts) / parts;
  return { avg: round(step.sum / step.measured), min: step.min, max: step.max };
}
