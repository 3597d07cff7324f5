import { authorise } from "@/lib/access/authorise";
import { listBots } from "@/lib/bots/list";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** The bots, by page, filtered and sorted. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await listBots({ db, now: now() }, Object.fromEntries(new URL(request.url).searchParams)));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
