import { authorise } from "@/lib/access/authorise";
import { createSilence, listSilences, newSilenceSchema, silenceQuerySchema } from "@/lib/alerts/silences";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Silences and maintenance windows, those that end last first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await listSilences({ db, now: now() }, readQuery(request, silenceQuerySchema)));
  });
}

/** Makes a silence or a maintenance window. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const given = await readJson(request, newSilenceSchema);
    const { db, now } = await runtime();
    const silence = await createSilence({ db, now: now() }, actor, given);
    return json(silence, { status: 201, headers: { location: `/api/silences/${silence.id}` } });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
