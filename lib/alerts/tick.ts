import { z } from "zod";
import type { Database } from "../db/client";
import type { NotifyEnv } from "../notify/attempt";
import { beat } from "../notify/deadman";
import { deliverPending } from "../notify/deliver";
import { runAlerts } from "./run";

/** What a tick needs of the process. */
export interface TickProcess {
  db: Database;
  now: () => Date;
  env: NotifyEnv & { PUBLIC_URL?: string | undefined; DEADMAN_URL?: string | undefined };
  /** Wakes those who follow the feed. */
  feed: { wake: () => void };
}

export const tickReportSchema = z.object({
  evaluated: z.number().int().describe("Subjects of rules that were judged; 0 where another process had this tick."),
  fired: z.number().int(),
  resolved: z.number().int(),
  firing: z.number().int(),
  queued: z.number().int().describe("Notices written down for delivery."),
  sent: z.number().int().describe("Notices that receivers took."),
});
export type TickReport = z.infer<typeof tickReportSchema>;

/**
 * Evaluates every alert rule once and tells the dead-man's switch so. Safe at any time, any number of times at once.
 * @param isDelivering whether to deliver what is due, too, and wait for it
 * @param awayAfterMs a longer time without a tick was an absence of Rollcall; known to whoever ticks by a clock of its own
 */
export async function tickAlerts(
  { db, now, env, feed }: TickProcess,
  { isDelivering, awayAfterMs }: { isDelivering: boolean; awayAfterMs?: number },
  signal?: AbortSignal,
): Promise<TickReport> {
  const counts = await runAlerts({ db, now: now(), publicUrl: env.PUBLIC_URL, ...(awayAfterMs && { awayAfterMs }) });
  if (counts.fired + counts.resolved + counts.queued > 0) feed.wake();
  const [delivered] = await Promise.all([
    isDelivering ? deliverPending({ db, now, env }, signal) : undefined,
    beat({ env, now: now() }),
  ]);
  return { ...counts, sent: delivered?.sent ?? 0 };
}
