import { badRequest } from "./problem";

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
  throw badRequest("The path is not well encoded.");
}
