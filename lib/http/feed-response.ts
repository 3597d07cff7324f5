import { authorise } from "../access/authorise";
import type { Principal } from "../access/scope";
import type { Feed } from "../events/feed";
import type { FeedFilter } from "../events/feed/filter";
import type { Shape } from "../events/feed/shape";
import { isTextMasked } from "../messages/masking";
import { resumeFrom } from "./feed-query";
import { isProblem } from "./problem";
import { SSE_HEADERS } from "./sse";

/**
 * Answers with the feed as Server-Sent Events, as the caller may see it; a HEAD request gets the headers alone. The stream of
 * an operator ends soon after the session.
 */
export async function feedResponse(
  request: Request,
  principal: Principal,
  feed: Feed,
  { filter, shape }: { filter: FeedFilter; shape: Shape },
): Promise<Response> {
  if (request.method === "HEAD") return new Response(null, { headers: SSE_HEADERS });
  const since = resumeFrom(request, new URL(request.url).searchParams);
  const isMasked = isTextMasked(principal);
  const isAllowed = principal.kind === "operator" ? () => mayStillRead(request, principal) : undefined;
  return new Response(await feed.open({ filter, shape, isMasked, isAllowed }, since, request.signal), {
    headers: SSE_HEADERS,
  });
}

async function mayStillRead(request: Request, { role }: Principal): Promise<boolean> {
  try {
    // Another role may see other things: the page comes back for a stream of its own.
    return (await authorise(request, "read")).role === role;
  } catch (error) {
    // A database that is away, or too many questions, say nothing about the session.
    return !(isProblem(error) && (error.status === 401 || error.status === 403));
  }
}
