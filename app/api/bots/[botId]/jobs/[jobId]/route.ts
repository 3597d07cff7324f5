import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { readJob } from "@/lib/jobs/read";
import { runtime } from "@/lib/runtime";

/** One job's life. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await readJob({ db, now: now() }, pathSegment(request, 2), pathSegment(request, 4)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
