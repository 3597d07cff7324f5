import { authorise } from "@/lib/access/authorise";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { listRetention } from "@/lib/retention/log";
import { retentionLogPosition, retentionLogQuerySchema, retentionLogView } from "@/lib/retention/retention-schema";
import { runtime } from "@/lib/runtime";

export const dynamic = "force-dynamic";

/** What retention has dropped, newest first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { limit, cursor } = readQuery(request, retentionLogQuerySchema);
    const { db } = await runtime();
    const before = cursor === undefined ? undefined : retentionLogPosition(cursor);
    return json(retentionLogView(await listRetention({ db }, { limit, ...(before && { before }) })));
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
