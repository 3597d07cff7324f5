import { authorise } from "@/lib/access/authorise";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { readDebugMetrics } from "@/lib/stats/dashboard/debug-metrics";
import { readProcess } from "@/lib/telemetry/process";

/** Messages, users and this process at a glance. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await readDebugMetrics({ db, now: now() }, readProcess()));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
