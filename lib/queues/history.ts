import { z } from "zod";
import type { Database } from "../db/client";
import { inputFaults } from "../http/json";
import { badRequest, notFound } from "../http/problem";
import { SERIES, type Series } from "../rollups/series";
import { toInstant } from "../stats/instant";
import { HOUR_MS, MAX_HOURS } from "../stats/range";
import type { QueueHistory } from "./queue";
import { type QueuePoint, type Steps, selectQueuePoints, selectSamplesOf, selectWorkersOf } from "./store";

const DEFAULT_HOURS = 24;

/** The query of `GET /api/queues/{queue}`. */
export const queueHistoryQuery = z.object({
  hours: z
    .preprocess(
      (value) => (value === "" ? undefined : value),
      z
        .string()
        .regex(/^\d{1,4}$/, `must be a whole number from 1 to ${MAX_HOURS}`)
        .transform(Number)
        .pipe(z.int().min(1).max(MAX_HOURS))
        .optional(),
    )
    .describe(`Hours up to now, 1 to ${MAX_HOURS}; ${DEFAULT_HOURS} where left out.`),
});

/**
 * One queue over time: its samples and the flow of the bots that work it, in spans whose length fits the period.
 * @param queue its name
 * @param search the members of a URL's query
 * @param minuteDays days that the minute grain is kept
 * @throws Problem 400 when the query makes no sense, 404 when there is no such queue
 */
export async function readQueueHistory(
  { db, now }: { db: Database; now: Date },
  queue: string,
  search: Record<string, string | undefined>,
  minuteDays: number,
): Promise<QueueHistory> {
  const parsed = queueHistoryQuery.safeParse(search);
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  const { hours = DEFAULT_HOURS } = parsed.data;
  const steps = stepsFor(hours, now, minuteDays);
  const [samples, workers] = await Promise.all([selectSamplesOf(db, queue), selectWorkersOf(db, queue)]);
  if (samples.length === 0 && workers.length === 0) throw notFound("There is no such queue.");
  const points = await selectQueuePoints(db, { queue, samplers: samples.map(({ botId }) => botId), workers }, steps);
  return {
    queue,
    from: toInstant(steps.from),
    to: toInstant(steps.to),
    step_seconds: steps.stepSeconds,
    points: pointsOf(points, steps, now),
    samples: samples.map((sample) => ({
      bot_id: sample.botId,
      pending: sample.pending,
      processing: sample.processing,
      dead_letter: sample.deadLetter,
      oldest_age_seconds: sample.oldestAgeSeconds,
      sampled_at: toInstant(sample.sampledAt),
    })),
  };
}

/**
 * How a period is cut, so that it has 60 to 120 spans: the last one is open.
 *
 *     stepsFor(24, now, 7)  15 minutes each, from the minute grain
 *     stepsFor(168, now, 7) 2 hours each
 *     stepsFor(720, now, 7) 6 hours each
 */
export function stepsFor(hours: number, now: Date, minuteDays: number): Steps {
  const fine = hours <= Math.min(24, (minuteDays - 1) * 24);
  const stepSeconds = fine
    ? hours <= 2
      ? 60
      : 900
    : hours <= 48
      ? 3600
      : hours <= 168
        ? 7200
        : hours <= 720
          ? 21_600
          : 86_400;
  const stepMs = stepSeconds * 1000;
  const to = (Math.floor(now.getTime() / stepMs) + 1) * stepMs;
  const from = to - Math.ceil((hours * HOUR_MS) / stepMs) * stepMs;
  return { from: new Date(from), to: new Date(to), stepSeconds, grain: fine ? "minute" : "hour" };
}

/** Every span of the history, those without samples or jobs too. */
export function pointsOf(
  found: readonly QueuePoint[],
  { from, to, stepSeconds }: Steps,
  now: Date,
): QueueHistory["points"] {
  const byKey = new Map(found.map((point) => [`${point.series} ${point.at}`, point]));
  const points: QueueHistory["points"] = [];
  for (let at = from.getTime(); at < to.getTime(); at += stepSeconds * 1000) {
    const of = (series: Series) => byKey.get(`${series} ${at}`);
    points.push({
      from: toInstant(new Date(at)),
      pending: rounded(of(SERIES.queuePending)?.mean),
      pending_max: of(SERIES.queuePending)?.max ?? null,
      processing: rounded(of(SERIES.queueProcessing)?.mean),
      dead_letter: of(SERIES.queueDeadLetter)?.max ?? null,
      oldest_age_seconds: of(SERIES.queueOldestAge)?.max ?? null,
      in: (of(SERIES.job)?.submitted ?? 0) + (of(SERIES.jobRetry)?.n ?? 0),
      out: of(SERIES.job)?.n ?? 0,
      partial: at + stepSeconds * 1000 > now.getTime(),
    });
  }
  return points;
}

const rounded = (value: number | null | undefined) => (value == null ? null : Math.round(value * 10) / 10);
