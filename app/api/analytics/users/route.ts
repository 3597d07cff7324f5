import { authorise } from "@/lib/access/authorise";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { parseAnalyticsPeriod } from "@/lib/stats/analytics/period";
import { readUsers } from "@/lib/stats/analytics/users";

/** Who wrote in a period, the busiest first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now, kept } = await runtime();
    const context = { db, now: now(), kept };
    const search = Object.fromEntries(new URL(request.url).searchParams);
    return json(await readUsers(context, parseAnalyticsPeriod(search, context.now), search));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
