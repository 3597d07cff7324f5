import { authoriseCron } from "@/lib/access/cron";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { keepRetention } from "@/lib/retention/keep";
import { reportView, retentionRunQuerySchema } from "@/lib/retention/retention-schema";
import { runtime } from "@/lib/runtime";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

/** Drops what is older than its tier keeps; `?dry_run=1` only says what that would be. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const { env, upkeep, now } = await runtime();
    await authoriseCron(request, env);
    const query = readQuery(request, retentionRunQuerySchema);
    const dryRun = query.dry_run === "1" || query.dry_run === "true";
    return json(reportView(await keepRetention({ db: upkeep, now }, { env, dryRun })));
  });
}

export const POST = GET;
export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
