import { identify } from "../access/authorise";
import { gateOf } from "../access/gate";
import type { Principal } from "../access/scope";
import type { Feed } from "../events/feed";
import type { FeedFilter } from "../events/feed/filter";
import type { Shape } from "../events/feed/shape";
import { isTextMasked } from "../messages/masking";
import { runtime } from "../runtime";
import { resumeFrom } from "./feed-query";
import { SSE_HEADERS } from "./sse";

/**
 * Answers with the feed as Server-Sent Events, as the caller may see it; a HEAD request gets the headers alone. The stream of
 * who may read no longer, by a key revoked or a session ended, ends within seconds.
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
  const { headers } = request;
  // The environment's key lasts as long as the process.
  const isAllowed = principal.kind === "environment" ? undefined : () => mayStillRead(headers, principal);
  return new Response(await feed.open({ filter, shape, isMasked, isAllowed }, since, request.signal), {
    headers: SSE_HEADERS,
  });
}

/** Whether the key or session is still who it was. A database that is away says nothing about that. */
async function mayStillRead(headers: Headers, { id, role }: Principal): Promise<boolean> {
  try {
    const now = await identify(gateOf(await runtime()), headers);
    // Another role may see other things: the page comes back for a stream of its own.
    return now?.id === id && now.role === role;
  } catch {
    return true;
  }
}
