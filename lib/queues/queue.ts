import { z } from "zod";

const instant = z.iso.datetime();
const figure = z.number().nullable();

/** Where a queue's backlog is going: the newest sample against the mean of the hours before. */
export const DIRECTIONS = ["growing", "steady", "shrinking"] as const;

/** A queue, as the newest sample of any bot tells it. A queue of one name is one queue, whoever samples it. */
export const queueSchema = z.object({
  queue: z.string(),
  pending: figure,
  processing: figure,
  dead_letter: figure,
  oldest_age_seconds: figure,
  sampled_at: instant.nullable().describe("Null: no bot samples it; it is known from jobs."),
  sampled_by: z.string().nullable().describe("The bot of the newest sample."),
  fresh: z.boolean().describe("Sampled within the last 5 minutes."),
  samplers: z.int().describe("Bots that sample it."),
  workers: z.int().describe("Bots that took their last job from it."),
  in_per_hour: z.number().describe("Attempts first heard of in the last 60 minutes, of the bots that work it."),
  out_per_hour: z.number().describe("Attempts that ended in the last 60 minutes, of the bots that work it."),
  direction: z.enum(DIRECTIONS).nullable().describe("Null where there is nothing to compare."),
  trend: z
    .array(z.object({ hour: instant, pending: figure.describe("Mean of the samples; null where there was none.") }))
    .describe("The last 24 hours of UTC, the open one included, oldest first."),
});
export type Queue = z.infer<typeof queueSchema>;

/** All queues together; null where no queue tells the figure. */
export const queueTotalsSchema = z.object({
  queues: z.int(),
  pending: figure,
  processing: figure,
  dead_letter: figure,
  oldest_age_seconds: figure.describe("Of the oldest job in any queue."),
  in_per_hour: z.number(),
  out_per_hour: z.number(),
});
export type QueueTotals = z.infer<typeof queueTotalsSchema>;

/** A page of `GET /api/queues`. */
export const queueListAnswer = z.object({
  queues: z.array(queueSchema),
  next_cursor: z.string().nullable(),
  total: z.int().describe("Queues at all."),
  matching: z.int().describe("Queues that the filters leave."),
  totals: queueTotalsSchema.describe("Of all queues, whatever the filters leave."),
});
export type QueuePage = z.infer<typeof queueListAnswer>;

/** One queue over time: `GET /api/queues/{queue}`. */
export const queueHistoryAnswer = z.object({
  queue: z.string(),
  from: instant,
  to: instant,
  step_seconds: z.int().describe("Length of a point's span."),
  points: z.array(
    z.object({
      from: instant,
      pending: figure.describe("Mean of the samples; null where there was none, as for the next three."),
      pending_max: figure,
      processing: figure,
      dead_letter: figure.describe("The highest sample."),
      oldest_age_seconds: figure.describe("The highest sample."),
      in: z.number(),
      out: z.number(),
      partial: z.boolean().describe("The span is not over."),
    }),
  ),
  samples: z
    .array(
      z.object({
        bot_id: z.string(),
        pending: figure,
        processing: figure,
        dead_letter: figure,
        oldest_age_seconds: figure,
        sampled_at: instant,
      }),
    )
    .describe("The newest of each bot that samples it, the newest first."),
});
export type QueueHistory = z.infer<typeof queueHistoryAnswer>;
