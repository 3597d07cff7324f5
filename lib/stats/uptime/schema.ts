import { z } from "zod";

const instant = z.iso.datetime();
const count = z.int().min(0);

/** A bot's uptime over a period: `GET /api/bots/{bot_id}/uptime`. */
export const botUptimeAnswer = z.object({
  bot_id: z.string(),
  uptime_percent: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .describe("`up` of `expected`; null where none was expected, or the bot has never sent a heartbeat."),
  unit: z.enum(["minute", "hour"]).describe("What is counted: minutes up to 48 hours, else hours."),
  expected: count.describe("From the one in which the bot was first seen."),
  up: count.describe("Those in which a heartbeat came, or the last one still held by the contract."),
  first_seen_at: instant,
  holds_seconds: z.int().min(1).describe("How long a heartbeat holds: the contract's interval and grace."),
  step_seconds: z.int().min(1),
  steps: z
    .array(z.object({ from: instant, expected: count, up: count }))
    .describe("The course: every step that has begun, oldest first."),
});
export type BotUptime = z.infer<typeof botUptimeAnswer>;
