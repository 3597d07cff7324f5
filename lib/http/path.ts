import { badRequest } from "./problem";
import { respond } from "./respond";

/**
 * A segment of the request's path, decoded; empty past the end. Handlers read their path themselves, since the fast lane
 * has no router that would.
 * @param index from 0: segment 1 of `/api/keys` is `keys`
 * @throws Problem 400 when the percent-encoding is broken, or has a NUL
 */
export function pathSegment(request: Request, index: number): string {
  const segment = new URL(request.url).pathname.split("/")[index + 1] ?? "";
  // No text in the database holds a NUL, and asking for one is an error there.
  if (!segment.includes("%00")) {
    try {
      return decodeURIComponent(segment);
    } catch {
      // answered below
    }
  }
  throw undecodable();
}

/** `.` or `..` as a segment, percent-encoded or not: a URL leaves them out, so that what comes after moves up. */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/** Whether a path, as it stands on the wire, is the one that a URL of it has, and its percent-encoding can be decoded. */
export function isReadable(path: string): boolean {
  if (DOT_SEGMENT.test(path)) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Answers a request whose path is not readable: a router would fail at it, or take it for another one. */
export function refuseUnreadable(request: Request): Promise<Response> {
  return respond(request, async () => {
    throw undecodable();
  });
}

const undecodable = () => badRequest("The path is not well encoded, or has . or .. for a segment.");
