import { leaseThrone } from "./lease";

const NAME = "rollcall-stream";

/** The one place of leader among the tabs of a browser. */
export interface Throne {
  /**
   * Waits until the place is free and calls `reign`; the place is held until the promise that it returns settles.
   * @param options `signal` withdraws while waiting; `steal` takes the place from a leader that no longer answers
   * @returns settles when the reign is over; rejects where it was withdrawn, or taken by another
   */
  request(reign: () => Promise<void>, options: { signal: AbortSignal } | { steal: true }): Promise<void>;
}

/** By Web Locks, which browsers give to secure pages only; by a lease in the browser's storage where there are none. */
export function browserThrone(): Throne {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? { request: (reign, options) => locks.request(NAME, options, reign) } : leaseThrone(NAME);
}
