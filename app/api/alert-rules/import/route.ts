import { authorise } from "@/lib/access/authorise";
import { importRules } from "@/lib/alerts/exchange";
import { importQuerySchema } from "@/lib/alerts/exchange/schema";
import { readText } from "@/lib/http/body";
import { readQuery } from "@/lib/http/json";
import { requireYaml } from "@/lib/http/media-type";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Takes the alert rules of a file, ours or one of Prometheus; all of them or none. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { dry_run: dryRun } = readQuery(request, importQuerySchema);
    requireYaml(request.headers.get("content-type"));
    const text = await readText(request);
    const { db, now } = await runtime();
    return json(await importRules({ db, now: now() }, actor, text, { dryRun }));
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
