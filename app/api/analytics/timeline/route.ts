import { authorise } from "@/lib/access/authorise";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { parseAnalyticsPeriod } from "@/lib/stats/analytics/period";
import { readTimeline } from "@/lib/stats/analytics/timeline";

/** The course of a period, bucket by bucket. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now, kept } = await runtime();
    const context = { db, now: now(), kept };
    const search = Object.fromEntries(new URL(request.url).searchParams);
    return json(await readTimeline(context, parseAnalyticsPeriod(search, context.now)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
