import { authorise } from "@/lib/access/authorise";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { readLive } from "@/lib/telemetry/live";

/** The moment in few figures. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { now, ...parts } = await runtime();
    return json(await readLive({ ...parts, now: now() }));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
