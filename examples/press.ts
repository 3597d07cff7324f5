import { createHash } from "node:crypto";
import { constants, createReadStream, createWriteStream, open, type Stats } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";

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
    const input = await openForReading(source, stats);
    await pipeline(input, count, createGzip({ level: 9 }), createWriteStream(unfinished), { signal });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw signal.aborted ? signal.reason : error;
  }
  return { bytes, packedBytes: (await stat(target)).size, sha256: hash.digest("hex") };
}

/**
 * A named pipe is opened through a socket: a plain read of a pipe that nobody writes to blocks one of the runtime's few
 * file threads for good, where a socket waits without one and can be given up.
 */
async function openForReading(source: string, stats: Stats): Promise<Readable> {
  if (!stats.isFIFO()) return createReadStream(source);
  // A bare descriptor, since the socket closes it itself.
  const fd = await promisify(open)(source, constants.O_RDWR | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
