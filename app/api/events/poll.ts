import { authorise } from "@/lib/access/authorise";
import { feedFilter, feedLimit } from "@/lib/http/feed-query";
import { respond } from "@/lib/http/respond";
import { isTextMasked } from "@/lib/messages/masking";
import { runtime } from "@/lib/runtime";

/** Answers the events after a cursor: the feed for those who would rather ask than listen. */
export function pollEvents(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "read");
    const query = new URL(request.url).searchParams;
    const { feed } = await runtime();
    const body = await feed.poll({
      filter: feedFilter(query),
      since: query.get("since") || null,
      limit: feedLimit(query),
      isMasked: isTextMasked(principal),
    });
    return new Response(body, {
      headers: { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" },
    });
  });
}
