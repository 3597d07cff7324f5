import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { readService } from "@/lib/stats/services/read";

/** One service over a period: its figures, its endpoints and its course. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const botId = pathSegment(request, 2);
    const { db, env, now } = await runtime();
    const context = { db, now: now(), minuteDays: env.RETENTION_MINUTE_DAYS };
    return json(await readService(context, botId, Object.fromEntries(new URL(request.url).searchParams)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
