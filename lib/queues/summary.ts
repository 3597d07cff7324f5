import { groupBy } from "../bots/group";
import { toInstant } from "../stats/instant";
import { HOUR_MS } from "../stats/range";
import type { Queue, QueueTotals } from "./queue";
import type { QueueFlow, QueueHour, QueueSample } from "./store";

/** A sample older than this says nothing of now. */
const FRESH_MS = 5 * 60_000;
const TREND_HOURS = 24;
/** The backlog is compared with the mean of so many hours before the open one. */
const COMPARED_HOURS = 3;
/** A backlog moves when it differs by a fifth, and by a few jobs at least. */
const MOVES_BY = 0.2;
const MOVES_BY_JOBS = 5;

/** What is known of the queues. */
export interface QueueFacts {
  samples: readonly QueueSample[];
  /** Of the last 60 minutes. */
  flows: readonly QueueFlow[];
  /** Of the hours of {@link trendSpan}. */
  hours: readonly QueueHour[];
}

/** The hours of UTC that a trend shows, the open one included. */
export function trendSpan(now: Date): { from: Date; to: Date } {
  const to = (Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS;
  return { from: new Date(to - TREND_HOURS * HOUR_MS), to: new Date(to) };
}

/** Every queue that is sampled or worked, in no order. */
export function queuesOf({ samples, flows, hours }: QueueFacts, now: Date): Queue[] {
  const samplesOf = groupBy(samples, ({ queue }) => queue);
  const hoursOf = groupBy(hours, ({ queue }) => queue);
  const flowOf = new Map(flows.map((flow) => [flow.queue, flow]));
  const names = new Set([...samplesOf.keys(), ...flowOf.keys()]);
  return [...names].map((queue) => {
    const own = samplesOf.get(queue) ?? [];
    const newest = newestOf(own);
    const trend = trendOf(hoursOf.get(queue) ?? [], now);
    const fresh = newest !== null && now.getTime() - newest.receivedAt.getTime() <= FRESH_MS;
    return {
      queue,
      pending: newest?.pending ?? null,
      processing: newest?.processing ?? null,
      dead_letter: newest?.deadLetter ?? null,
      oldest_age_seconds: newest?.oldestAgeSeconds ?? null,
      sampled_at: newest && toInstant(newest.sampledAt),
      sampled_by: newest?.botId ?? null,
      fresh,
      samplers: own.length,
      workers: flowOf.get(queue)?.workers ?? 0,
      in_per_hour: flowOf.get(queue)?.entered ?? 0,
      out_per_hour: flowOf.get(queue)?.left ?? 0,
      direction: fresh ? directionOf(newest.pending, trend) : null,
      trend,
    };
  });
}

function newestOf(samples: readonly QueueSample[]): QueueSample | null {
  return samples.reduce<QueueSample | null>(
    (newest, sample) => (newest === null || sample.sampledAt > newest.sampledAt ? sample : newest),
    null,
  );
}

function trendOf(hours: readonly QueueHour[], now: Date): Queue["trend"] {
  const pendingOf = new Map(hours.map(({ hour, pending }) => [hour, pending]));
  const from = trendSpan(now).from.getTime();
  return Array.from({ length: TREND_HOURS }, (_, index) => {
    const hour = from + index * HOUR_MS;
    const pending = pendingOf.get(hour);
    return { hour: toInstant(new Date(hour)), pending: pending === undefined ? null : Math.round(pending * 10) / 10 };
  });
}

/**
 * Where a backlog is going.
 *
 *     directionOf(60, means of 40, 40 and 40 before the open hour)  "growing"
 *     directionOf(3, means of 1, 1 and 1)                           "steady": too few to tell
 *     directionOf(10, no hour measured)                             null
 */
export function directionOf(pending: number | null, trend: Queue["trend"]): Queue["direction"] {
  const before = trend.slice(-1 - COMPARED_HOURS, -1).flatMap((each) => (each.pending === null ? [] : [each.pending]));
  if (pending === null || before.length === 0) return null;
  const mean = before.reduce((sum, each) => sum + each, 0) / before.length;
  const moved = pending - mean;
  if (Math.abs(moved) < Math.max(MOVES_BY_JOBS, mean * MOVES_BY)) return "steady";
  return moved > 0 ? "growing" : "shrinking";
}

/** All queues together. */
export function totalsOf(queues: readonly Queue[]): QueueTotals {
  const known = (name: "pending" | "processing" | "dead_letter" | "oldest_age_seconds") =>
    queues.map((queue) => queue[name]).filter((value) => value !== null);
  const added = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  const ages = known("oldest_age_seconds");
  return {
    queues: queues.length,
    pending: added(known("pending")),
    processing: added(known("processing")),
    dead_letter: added(known("dead_letter")),
    oldest_age_seconds: ages.length === 0 ? null : ages.reduce((most, age) => Math.max(most, age), 0),
    in_per_hour: added(queues.map((queue) => queue.in_per_hour)) ?? 0,
    out_per_hour: added(queues.map((queue) => queue.out_per_hour)) ?? 0,
  };
}
