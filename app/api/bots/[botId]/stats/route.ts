import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { readBotStats } from "@/lib/stats/bot-stats";
import { parseStatsRange } from "@/lib/stats/range";

/** What a bot did in a period, by the hour. Also mounted at `/bots/{bot_id}/stats`. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { pathname, searchParams } = new URL(request.url);
    const botId = pathSegment(request, pathname.startsWith("/api/") ? 2 : 1);
    const { db, env, now } = await runtime();
    const asked = now();
    const range = parseStatsRange(Object.fromEntries(searchParams), asked, env.RETENTION_MINUTE_DAYS);
    return json(await readBotStats({ db, now: asked }, botId, range));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
