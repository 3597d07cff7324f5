import { authorise } from "@/lib/access/authorise";
import { feedFilter } from "@/lib/http/feed-query";
import { feedResponse } from "@/lib/http/feed-response";
import { refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Streams messages alone, in the shape of a chat log. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "read");
    const { botId } = feedFilter(new URL(request.url).searchParams);
    const { feed } = await runtime();
    const filter = { channels: ["messages"] as const, botId };
    return feedResponse(request, principal, feed, { filter, shape: "message" });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
