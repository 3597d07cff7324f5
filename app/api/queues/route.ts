import { authorise } from "@/lib/access/authorise";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { listQueues } from "@/lib/queues/list";
import { runtime } from "@/lib/runtime";

/** The queues, by page, filtered and sorted. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await listQueues({ db, now: now() }, Object.fromEntries(new URL(request.url).searchParams)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
