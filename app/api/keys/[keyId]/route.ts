import { authorise } from "@/lib/access/authorise";
import { gateOf } from "@/lib/access/gate";
import { keyChangeSchema, keyView } from "@/lib/access/key-schema";
import { getKey, renameKey, revokeKey } from "@/lib/access/keys";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { notFound } from "@/lib/http/problem";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const KEY_ID = 2;

/** One key. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "keys.manage");
    const key = await getKey(await runtime(), pathSegment(request, KEY_ID));
    if (!key) throw notFound("There is no such key.");
    return json(keyView(key));
  });
}

/** Renames a key. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "keys.manage");
    const { name } = await readJson(request, keyChangeSchema);
    const { db, now } = await runtime();
    const key = await renameKey({ db, now: now(), actor }, pathSegment(request, KEY_ID), name);
    if (!key) throw notFound("There is no such key, or it is revoked.");
    return json(keyView(key));
  });
}

/** Revokes a key: at once in this process, within 5 s in every other. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "keys.manage");
    const context = await runtime();
    const key = await revokeKey({ db: context.db, now: context.now(), actor }, pathSegment(request, KEY_ID));
    if (!key) throw notFound("There is no such key, or it is revoked.");
    gateOf(context).verifier.forget(key.id);
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
