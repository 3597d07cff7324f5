import { authorise } from "@/lib/access/authorise";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { newTargetSchema, targetListQuery } from "@/lib/scrape/target";
import { createTarget, listTargets } from "@/lib/scrape/targets";

/** The services whose Prometheus metrics are imported, by name. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "bots.manage");
    return json(await listTargets(await runtime(), readQuery(request, targetListQuery)));
  });
}

/** Makes a target. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "bots.manage");
    const body = await readJson(request, newTargetSchema);
    const target = await createTarget({ ...(await runtime()), actor }, body);
    return json(target, { status: 201, headers: { location: `/api/scrape-targets/${target.id}` } });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
