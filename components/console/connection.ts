/** Whether Rollcall answers this page, and since when (epoch milliseconds) it does not. */
export type Connection = { state: "unknown" } | { state: "connected" } | { state: "lost"; since: number };

let current: Connection = { state: "unknown" };
let heardAt = 0;
const listeners = new Set<() => void>();

/**
 * Told by whatever of a page talks to the server: the refreshing of figures, the live stream, the frame's own check.
 * @param answered whether the server answered
 */
export function tellConnection(answered: boolean): void {
  heardAt = Date.now();
  if (answered ? current.state === "connected" : current.state === "lost") return;
  current = answered ? { state: "connected" } : { state: "lost", since: heardAt };
  for (const listener of listeners) listener();
}

/** The state last told. The same object until it changes. */
export function connectionNow(): Connection {
  return current;
}

/** How long ago anything was told, in milliseconds. */
export function connectionAge(): number {
  return Date.now() - heardAt;
}

/** Calls `changed` at each change of the state. @returns what ends that */
export function watchConnection(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
