import { authorise } from "@/lib/access/authorise";
import { changeSilence, endSilence, readSilence, silenceChangeSchema } from "@/lib/alerts/silences";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const SILENCE_ID = 2;

/** One silence. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await readSilence({ db, now: now() }, pathSegment(request, SILENCE_ID)));
  });
}

/** Changes its reason or end. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const change = await readJson(request, silenceChangeSchema);
    const { db, now } = await runtime();
    return json(await changeSilence({ db, now: now() }, actor, pathSegment(request, SILENCE_ID), change));
  });
}

/** Ends it now. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { db, now } = await runtime();
    await endSilence({ db, now: now() }, actor, pathSegment(request, SILENCE_ID));
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
