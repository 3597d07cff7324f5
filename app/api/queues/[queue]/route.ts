import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { readQueueHistory } from "@/lib/queues/history";
import { runtime } from "@/lib/runtime";

/** One queue over time. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const queue = pathSegment(request, 2);
    const { db, env, now } = await runtime();
    const search = Object.fromEntries(new URL(request.url).searchParams);
    return json(await readQueueHistory({ db, now: now() }, queue, search, env.RETENTION_MINUTE_DAYS));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
