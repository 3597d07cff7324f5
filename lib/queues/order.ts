import type { Queue } from "./queue";

/** What the list can be ordered by; `-` before it turns the order round. Queues without the figure stand last either way. */
export const QUEUE_SORT_KEYS = ["name", "pending", "processing", "dead_letter", "oldest", "in", "out"] as const;
export type QueueSortKey = (typeof QUEUE_SORT_KEYS)[number];
/** The deepest first. */
export const DEFAULT_QUEUE_SORT = "-pending";

/** Where a page of the list ended: the sort value and the name of its last queue. */
export interface QueuePosition {
  value: string | number | null;
  queue: string;
}

/** A queue's value for a sort; null where it has none. */
export function sortValueOf(queue: Queue, sort: QueueSortKey): QueuePosition["value"] {
  switch (sort) {
    case "name":
      return queue.queue;
    case "oldest":
      return queue.oldest_age_seconds;
    case "in":
      return queue.in_per_hour;
    case "out":
      return queue.out_per_hour;
    default:
      return queue[sort];
  }
}

// queue-2 before queue-10
const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The order of a list as a comparison; ties go by name, so that pages neither repeat nor skip. */
export function compareQueues({ descending }: { descending: boolean }) {
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return (a: QueuePosition, b: QueuePosition): number => {
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || byName(a.queue, b.queue);
    }
    const order =
      typeof a.value === "number" && typeof b.value === "number"
        ? a.value - b.value
        : names.compare(String(a.value), String(b.value));
    return (descending ? -order : order) || byName(a.queue, b.queue);
  };
}
