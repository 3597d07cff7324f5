import { z } from "zod";
import type { Database } from "../db/client";
import { incidentSchema } from "./incident";
import { incidentView } from "./incident-row";
import { countFiring, selectIncidents } from "./incidents/store";
import { countRules } from "./rules/store";
import { countWatchedBots, selectLastTick } from "./tick/store";

const MOST_FIRING = 200;
/** A loop that has not run for so long does not watch. */
const ASLEEP_MS = 2 * 60_000;

/** The query of `GET /api/alerts`. */
export const alertOverviewQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(0)
    .max(MOST_FIRING)
    .default(MOST_FIRING)
    .describe("Most incidents to list; 0 for the counts alone."),
});

/** What fires now, and who watches. */
export const alertOverviewSchema = z.object({
  firing: z.array(incidentSchema).describe("Those that fired last first, `limit` at most."),
  counts: z.record(z.string(), z.number().int()).describe("Firing incidents by severity."),
  open: z
    .record(z.string(), z.number().int())
    .describe("Those of them that nobody has taken on and nothing mutes, by severity."),
  watch: z.object({
    rules: z.number().int().describe("Rules that are switched on."),
    bots: z.number().int().describe("Bots that are not paused."),
    evaluated_at: z.iso.datetime().nullable().describe("The last time that the rules were evaluated."),
    asleep: z.boolean().describe("Whether they were not for two minutes or more."),
  }),
});
export type AlertOverview = z.infer<typeof alertOverviewSchema>;

/**
 * What fires now, the counts of it, and whether alerts are evaluated at all.
 * @param limit most incidents to list
 */
export async function readAlertOverview(
  { db, now }: { db: Database; now: Date },
  limit = MOST_FIRING,
): Promise<AlertOverview> {
  const [firing, counts, rules, bots, tick] = await Promise.all([
    limit === 0 ? [] : selectIncidents(db, { status: "firing" }, limit),
    countFiring(db),
    countRules(db),
    countWatchedBots(db),
    selectLastTick(db),
  ]);
  // Before the first tick the clock stands at the making of the table, and no time was taken.
  const tickedAt = tick && tick.tookMs !== null ? tick.tickedAt : null;
  const asleep = tickedAt === null || now.getTime() - tickedAt.getTime() > ASLEEP_MS;
  return {
    firing: firing.map(incidentView),
    counts: counts.firing,
    open: counts.open,
    watch: { rules: rules.enabled, bots, evaluated_at: tickedAt?.toISOString() ?? null, asleep },
  };
}
