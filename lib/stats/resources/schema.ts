import { z } from "zod";

const instant = z.iso.datetime();
const gauge = z
  .object({ avg: z.number().min(0), min: z.number().min(0), max: z.number().min(0) })
  .nullable()
  .describe("Null where no heartbeat told it.");

/** One step of a bot's resource use. */
export const resourcePointSchema = z.object({
  from: instant.describe("Its start."),
  cpu_percent: gauge,
  memory_bytes: gauge,
});
export type ResourcePoint = z.infer<typeof resourcePointSchema>;

/** What a bot's heartbeats told of its resource use in a period: `GET /api/bots/{bot_id}/resources`. */
export const botResourcesAnswer = z.object({
  bot_id: z.string(),
  step_seconds: z.int().min(1),
  points: z.array(resourcePointSchema).describe("Every step that has begun, oldest first."),
});
export type BotResources = z.infer<typeof botResourcesAnswer>;
