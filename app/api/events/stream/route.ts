import { authorise } from "@/lib/access/authorise";
import { feedFilter } from "@/lib/http/feed-query";
import { feedResponse } from "@/lib/http/feed-response";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Streams events as they are committed; resumes where the client left off. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "read");
    const filter = feedFilter(new URL(request.url).searchParams);
    const { feed } = await runtime();
    return feedResponse(request, principal, feed, { filter, shape: "event" });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
