import { createHash } from "node:crypto";
import { constants, createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { sleep } from "./lifetime.ts";

/** What was made of a file. */
export interface Pressed {
  bytes: number;
  packedBytes: number;
  sha256: string;
}

/** A file over the limit. No second try makes it smaller. */
export class FileTooLargeError extends Error {
  override name = "FileTooLargeError";
}

/**
 * Hashes a file (SHA-256 of its content) and writes it compressed. Throws what the file system says (ENOENT, EISDIR),
 * {@link FileTooLargeError}, or the signal's reason; then nothing is left at `target`.
 * @param limitBytes the largest file that is taken on
 * @param onShare told the share done, 0 to 1, while it goes on
 */
export async function press(
  source: string,
  target: string,
  limitBytes: number,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Pressed> {
  const stats = await stat(source);
  if (stats.size > limitBytes) {
    throw new FileTooLargeError(`${megabytes(stats.size)} MB, over the limit of ${megabytes(limitBytes)} MB`);
  }
  const hash = createHash("sha256");
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      if (stats.size > 0) onShare(bytes / stats.size);
      done(null, chunk);
    },
  });
  const unfinished = `${target}.part`;
  try {
    const input = stats.isFIFO() ? readPipe(source, signal) : createReadStream(source);
    await pipeline(input, count, createGzip({ level: 9 }), createWriteStream(unfinished), { signal });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw signal.aborted ? signal.reason : error;
  }
  return { bytes, packedBytes: (await stat(target)).size, sha256: hash.digest("hex") };
}

/**
 * Reads a named pipe from its first byte until its writers are gone. It asks now and then rather than wait in the system: a
 * plain read of a pipe that nobody writes to blocks one of the runtime's few file threads for good.
 */
async function* readPipe(source: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await open(source, constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(65_536);
  let begun = false;
  try {
    while (!signal.aborted) {
      const { bytesRead } = await handle.read(buffer).catch(nothingYet);
      if (bytesRead > 0) yield Buffer.from(buffer.subarray(0, bytesRead));
      else if (bytesRead === 0 && begun) return;
      else await sleep(50, signal);
      begun ||= bytesRead > 0;
    }
    throw signal.reason;
  } finally {
    await handle.close();
  }
}

/** A writer has come but has not written. */
function nothingYet(error: unknown): { bytesRead: number } {
  if (error instanceof Error && "code" in error && error.code === "EAGAIN") return { bytesRead: -1 };
  throw error;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
