/** Calls `attempt` until it answers anything but undefined or false, or throws its last error (or a timeout) after `timeoutMs`. */
export async function eventually<T>(
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
  everyMs = 50,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let failure: unknown = new Error(`Nothing came of it within ${timeoutMs} ms.`);
  do {
    try {
      const found = await attempt();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      failure = error;
    }
    await pause(everyMs);
  } while (Date.now() < end);
  throw failure;
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
