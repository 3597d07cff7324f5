import { collect } from "./collect";
import { gunzip } from "./inflate";
import { isGzip } from "./media-type";
import { badRequest, contentTooLarge } from "./problem";

/** Most bytes a body may have, inflated. */
export const MAX_BODY_BYTES = 1_048_576;

/** Gzip of what cannot be compressed is a little larger than the content. */
const GZIP_OVERHEAD_BYTES = 1024;

// The byte order mark is skipped; ill-formed UTF-8 throws.
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The body as text, inflated if it is gzip.
 * @param limit most bytes after inflation
 * @throws Problem 400 (ill-formed UTF-8 or gzip, length other than announced, broken off), 413 (over the limit), 415 (coding)
 */
export async function readText(request: Request, limit: number = MAX_BODY_BYTES): Promise<string> {
  const bytes = await readBody(request, limit);
  try {
    return utf8.decode(bytes);
  } catch {
    throw badRequest("The body is not valid UTF-8.");
  }
}

/** The body as bytes, inflated if it is gzip. Limits and errors as in {@link readText}. */
export async function readBody(request: Request, limit: number = MAX_BODY_BYTES): Promise<Uint8Array<ArrayBuffer>> {
  const gzip = isGzip(request.headers.get("content-encoding"));
  const announced = announcedLength(request.headers.get("content-length"));
  const wireLimit = gzip ? limit + GZIP_OVERHEAD_BYTES : limit;
  if (announced !== null && announced > wireLimit) throw contentTooLarge(`The body is larger than ${limit} bytes.`);

  const sent = announced === null ? await readUnannounced(request, wireLimit) : await readAnnounced(request, announced);
  return gzip ? gunzip(sent, limit) : sent;
}

function announcedLength(header: string | null): number | null {
  if (header === null) return null;
  if (!/^\d{1,15}$/.test(header)) throw badRequest("Content-Length is not a number.");
  return Number(header);
}

/** A proxy that cuts a body short leaves Content-Length as it was: a partial body must never pass for a whole one. */
async function readAnnounced(request: Request, announced: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await request.arrayBuffer().catch(() => {
    throw badRequest("The body broke off.");
  });
  if (bytes.byteLength !== announced) {
    throw badRequest(`Content-Length announced ${announced} bytes, ${bytes.byteLength} came.`);
  }
  return new Uint8Array(bytes);
}

async function readUnannounced(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!request.body) return new Uint8Array(0);
  return collect(request.body, limit, "The body broke off.");
}
