import { z } from "zod";

const instant = z.iso.datetime();
const count = z.number().min(0);

/** How a component is, the worst first. `unknown`: no bot has checked it for an hour. */
export const DEPENDENCY_STATUSES = ["down", "degraded", "unknown", "up"] as const;
export type DependencyStatus = (typeof DEPENDENCY_STATUSES)[number];

/** A component that bots depend on, as they see it. */
export const dependencySchema = z.object({
  component: z.string(),
  status: z.enum(DEPENDENCY_STATUSES).describe("The worst that any bot said in the last hour; unknown: none did."),
  since: instant.describe("Since when the first of the bots that say so has said so."),
  checked_at: instant.describe("Receipt of the last check of any bot."),
  latency_ms: z.number().nullable().describe("Mean of the bots' latest checks."),
  availability_24h: z
    .number()
    .nullable()
    .describe(
      "Checks that did not find it down, per cent, two decimals, rounded down, by the hours of UTC that 24 hours touch.",
    ),
  checks_24h: z.object({ total: count, down: count, degraded: count }),
  bots: z.object({ up: count, degraded: count, down: count, unknown: count }).describe("Bots by what each says."),
  checks: z
    .array(
      z.object({
        bot_id: z.string(),
        status: z.enum(DEPENDENCY_STATUSES),
        latency_ms: z.number().nullable(),
        detail: z.string().nullable(),
        checked_at: instant,
        changed_at: instant,
      }),
    )
    .describe("The latest check of each bot, the worst first; at most 20."),
});
export type Dependency = z.infer<typeof dependencySchema>;
