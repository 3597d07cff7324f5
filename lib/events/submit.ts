import { countEvents } from "../telemetry/metrics/own";
import { acceptEvent, isRefusal, type RefusalCode } from "./accept";
import type { IngestBuffer } from "./buffer";
import type { AcceptedEvent } from "./event";

const DAY_MS = 86_400_000;

/** The answer to an ingest request, as the HTTP contract has it. */
export interface IngestAnswer {
  accepted: number;
  duplicates: number;
  dropped: number;
  errors: { index: number; id?: string; code: RefusalCode; detail: string }[];
}

/**
 * Checks each event of a request, stores the good ones and counts. Resolves after the commit.
 * @param events decoded JSON values, in order
 * @param rawDays days that raw events are kept; older ones are refused
 * @throws Problem 503 when the buffer is full; what the database throws when it is unavailable
 */
export async function submitEvents(
  { buffer, now, rawDays }: { buffer: IngestBuffer; now: () => Date; rawDays: number },
  events: readonly unknown[],
): Promise<IngestAnswer> {
  const receivedAt = now().getTime();
  const limits = { receivedAt, oldest: receivedAt - rawDays * DAY_MS };
  const good: AcceptedEvent[] = [];
  /** The place of each good event in the request. */
  const places: number[] = [];
  const errors: IngestAnswer["errors"] = [];
  for (let index = 0; index < events.length; index++) {
    const outcome = acceptEvent(events[index], limits);
    if (isRefusal(outcome)) errors.push({ index, ...outcome });
    else {
      good.push(outcome);
      places.push(index);
    }
  }

  const outcomes = good.length === 0 ? [] : await buffer.submit(good);
  let accepted = 0;
  let duplicates = 0;
  for (let at = 0; at < good.length; at++) {
    if (outcomes[at] === "new") accepted++;
    else if (outcomes[at] === "duplicate") duplicates++;
    else {
      const [index, id] = [places[at]!, good[at]!.eventId];
      errors.push({ index, id, code: "invalid", detail: "the database cannot hold it" });
    }
  }
  errors.sort((a, b) => a.index - b.index);
  countEvents({ new: accepted, duplicate: duplicates, dropped: errors.length });
  return { accepted, duplicates, dropped: errors.length, errors };
}
