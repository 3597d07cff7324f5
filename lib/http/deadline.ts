/** The answer did not come in time. */
export class DeadlineExceeded extends Error {
  override name = "DeadlineExceeded";
}

/**
 * Waits for an answer so long and no longer; the work itself goes on unheard.
 * @param ms milliseconds
 * @throws DeadlineExceeded
 */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
