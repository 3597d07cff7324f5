import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { readErrorGroups } from "@/lib/jobs/errors/read";
import { runtime } from "@/lib/runtime";
import { parseStatsRange } from "@/lib/stats/range";

/** A bot's errors in a period, the same error counted together. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    const range = parseStatsRange(Object.fromEntries(new URL(request.url).searchParams), now());
    return json(await readErrorGroups({ db }, pathSegment(request, 2), range));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
