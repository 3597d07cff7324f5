import type { EventBuffer } from "./buffer.ts";
import type { Entry } from "./entry.ts";

/** What one request may carry. */
export interface BatchLimits {
  events: number;
  /** Bytes of the body before compression. */
  bytes: number;
}

/** The contract allows 500 events and 1 MiB; this stays under both. */
export const serverLimits: BatchLimits = { events: 500, bytes: 1_000_000 };

/** Takes from the buffer, oldest first, what fits one request: at least one entry if any waits. */
export function takeBatch(buffer: EventBuffer, limits: BatchLimits): Entry[] {
  const batch: Entry[] = [];
  let bytes = 2;
  for (let next = buffer.peek(); next && batch.length < limits.events; next = buffer.peek()) {
    if (batch.length > 0 && bytes + next.bytes + 1 > limits.bytes) break;
    buffer.take();
    batch.push(next);
    bytes += next.bytes + 1;
  }
  return batch;
}

/** The body of a request: a JSON array. */
export function batchBody(batch: readonly Entry[]): string {
  return `[${batch.map((entry) => entry.json).join(",")}]`;
}
