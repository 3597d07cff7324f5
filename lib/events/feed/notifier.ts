/** Notices are sent this often at most: they serialise the commits that carry them. */
const LEAST_MS = 25;

/**
 * Makes a function that tells other processes of a commit, at once or soon, once for many.
 * @param send sends one notice; a failure is no harm, since feeds also look by themselves
 */
export function createNotifier(send: () => Promise<void>): () => void {
  let isBusy = false;
  let isDue = false;
  const run = async () => {
    isBusy = true;
    while (isDue) {
      isDue = false;
      await send().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, LEAST_MS));
    }
    isBusy = false;
  };
  return () => {
    isDue = true;
    if (!isBusy) void run();
  };
}
