import { acceptEvent, isRefusal } from "@/lib/events/accept";
import type { AcceptedEvent } from "@/lib/events/event";

/** An event as the door would let it in at `receivedAt`. Throws where the door would refuse it. */
export function accepted(raw: Record<string, unknown>, receivedAt: Date): AcceptedEvent {
  const outcome = acceptEvent(raw, { receivedAt: receivedAt.getTime(), oldest: receivedAt.getTime() - 7 * 86_400_000 });
  if (isRefusal(outcome)) throw new Error(outcome.detail);
  return outcome;
}
