import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { parseStatsRange } from "@/lib/stats/range";
import { readBotUptime } from "@/lib/stats/uptime/read";

/** How much of a period a bot was alive. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, env, now } = await runtime();
    const context = { db, now: now(), minuteDays: env.RETENTION_MINUTE_DAYS };
    const range = parseStatsRange(Object.fromEntries(new URL(request.url).searchParams), context.now);
    return json(await readBotUptime(context, pathSegment(request, 2), range));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
