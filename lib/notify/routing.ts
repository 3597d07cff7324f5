import { z } from "zod";
import { type Notice, SEVERITIES } from "./notice";
import { quietHoursSchema, quietUntil } from "./quiet-hours";

/** Which notices a channel takes, and when. */
export const routingSchema = z.strictObject({
  severities: z
    .array(z.enum(SEVERITIES))
    .min(1)
    .max(SEVERITIES.length)
    .default([...SEVERITIES]),
  quiet_hours: quietHoursSchema.nullable().default(null).describe("Notices wait until they end."),
});
export type Routing = z.infer<typeof routingSchema>;

/** Said of a notice that waits for the end of quiet hours. */
export const HELD = "Held until quiet hours end.";

/** What becomes of a notice: it goes out at `dueAt`, later than now where `held` says why, or it is muted. */
export type Route = { dueAt: Date; held: string | null } | { muted: string };

/** Decides what becomes of a notice at a channel. */
export function route(
  { enabled, routing }: { enabled: boolean; routing: Routing },
  notice: Pick<Notice, "kind" | "severity">,
  now: Date,
): Route {
  if (!enabled) return { muted: "The channel is switched off." };
  // What it has been told the beginning of, it is told the end of.
  if (notice.kind !== "resolved" && notice.kind !== "acknowledged" && !routing.severities.includes(notice.severity))
    return { muted: `The channel does not take notices of severity ${notice.severity}.` };
  const quiet = routing.quiet_hours;
  const isUrgent = notice.severity === "critical" || notice.kind === "escalated";
  const until = quiet && !(quiet.allow_urgent && isUrgent) ? quietUntil(quiet, now) : null;
  return until ? { dueAt: until, held: HELD } : { dueAt: now, held: null };
}
