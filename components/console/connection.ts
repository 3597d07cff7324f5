/** Whether Rollcall answers this page: it does, it does not, or it does not know the operator any more. */
export type Connection = "unknown" | "connected" | "lost" | "signed_out";

let current: Connection = "unknown";
let heardAt = 0;
const listeners = new Set<() => void>();

/** Told by whatever of a page talks to the server: the refreshing of figures, the live stream, the frame's own check. */
export function tellConnection(state: Exclude<Connection, "unknown">): void {
  heardAt = Date.now();
  if (state === current) return;
  current = state;
  for (const listener of listeners) listener();
}

/**
 * What an answer's status says of the connection.
 *
 *     connectionOf(200) "connected"
 *     connectionOf(404) "connected"
 *     connectionOf(401) "signed_out"
 *     connectionOf(503) "lost"
 */
export function connectionOf(status: number): Exclude<Connection, "unknown"> {
  if (status === 401) return "signed_out";
  return status >= 500 ? "lost" : "connected";
}

/** The state last told. */
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
