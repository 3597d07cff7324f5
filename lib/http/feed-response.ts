import type { Feed } from "../events/feed";
import type { FeedFilter } from "../events/feed/filter";
import type { Form } from "../events/feed/shape";
import { resumeFrom } from "./feed-query";
import { SSE_HEADERS } from "./sse";

/** Answers with the feed as Server-Sent Events; a HEAD request gets the headers alone. */
export async function feedResponse(request: Request, feed: Feed, filter: FeedFilter, form: Form): Promise<Response> {
  if (request.method === "HEAD") return new Response(null, { headers: SSE_HEADERS });
  const since = resumeFrom(request, new URL(request.url).searchParams);
  return new Response(await feed.open({ filter, ...form }, since, request.signal), { headers: SSE_HEADERS });
}
