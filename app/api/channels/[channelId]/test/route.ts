import { authorise } from "@/lib/access/authorise";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { testChannel } from "@/lib/notify/test-channel";
import { runtime } from "@/lib/runtime";

/** Sends a test notice now and tells what came of it. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { db, env, now } = await runtime();
    return json(await testChannel({ db, env, now: now(), actor }, pathSegment(request, 2)));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
