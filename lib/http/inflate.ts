import { collect } from "./collect";
import { badRequest } from "./problem";

/**
 * Bytes of compressed input handed over at a time. Some runtimes inflate a whole piece before anybody can look at the
 * size; deflate makes at most 1,032 bytes of one, so a piece costs 4 MiB at worst.
 */
const PIECE_BYTES = 4096;

/**
 * Inflates gzip and stops at the limit, so that a bomb costs no more than an honest body.
 * @param compressed the whole gzip file
 * @param limit most bytes the content may have
 * @throws Problem 400 when it is no gzip, 413 over the limit
 */
export async function gunzip(compressed: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const inflating = new DecompressionStream("gzip");
  const feeding = feed(inflating.writable, compressed);
  // A reader that stops early makes the feed fail; only the reader's own reason is told.
  feeding.catch(() => {});
  const content = await collect(inflating.readable, limit, "The body is not valid gzip.");
  await feeding.catch(() => {
    throw badRequest("The body is not valid gzip.");
  });
  return content;
}

async function feed(into: WritableStream<BufferSource>, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const writer = into.getWriter();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) await writer.write(bytes.subarray(at, at + PIECE_BYTES));
  await writer.close();
}
