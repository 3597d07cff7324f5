import { badRequest, contentTooLarge } from "./problem";

/**
 * Reads a stream to its end and counts on the way; over the limit the source is cancelled, not drained.
 * @param limit most bytes
 * @param fault what to tell when the stream breaks
 * @throws Problem 413 over the limit, 400 when the stream breaks
 */
export async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
  fault: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw badRequest(fault);
    });
    if (done) return concatenate(chunks, size);
    size += value.byteLength;
    if (size > limit) {
      reader.cancel().catch(() => {});
      throw contentTooLarge(`The body is larger than ${limit} bytes.`);
    }
    chunks.push(value);
  }
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
