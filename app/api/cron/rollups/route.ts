import { authoriseCron } from "@/lib/access/cron";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { foldRollups } from "@/lib/rollups/fold";
import { runtime } from "@/lib/runtime";

export const dynamic = "force-dynamic";
export const maxDuration = 60;

/** Folds what ingest has added into the rollups. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const { env, upkeep } = await runtime();
    await authoriseCron(request, env);
    return json(await foldRollups({ db: upkeep }));
  });
}

export const POST = GET;
export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
