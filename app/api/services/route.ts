import { authorise } from "@/lib/access/authorise";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { readServices } from "@/lib/stats/services/read";

/** The bots that answer requests, with their figures of a period. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, env, now } = await runtime();
    const context = { db, now: now(), minuteDays: env.RETENTION_MINUTE_DAYS };
    return json(await readServices(context, Object.fromEntries(new URL(request.url).searchParams)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
