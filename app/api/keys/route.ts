import { authorise } from "@/lib/access/authorise";
import { keyCursor, keyPosition, keyQuerySchema, keyView, newKeySchema } from "@/lib/access/key-schema";
import { createKey, listKeys } from "@/lib/access/keys";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Lists keys, newest first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "keys.manage");
    const { limit, cursor } = readQuery(request, keyQuerySchema);
    const { db } = await runtime();
    const { keys, next } = await listKeys({ db }, { limit, ...(cursor && { after: keyPosition(cursor) }) });
    return json({ keys: keys.map(keyView), next_cursor: next && keyCursor(next) });
  });
}

/** Makes a key and shows it this once. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "keys.manage");
    const { name, scope } = await readJson(request, newKeySchema);
    const { db, env, now } = await runtime();
    const { key, token } = await createKey({ db, env, now: now(), actor }, { name, scope });
    return json({ ...keyView(key), key: token }, { status: 201, headers: { location: `/api/keys/${key.id}` } });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
