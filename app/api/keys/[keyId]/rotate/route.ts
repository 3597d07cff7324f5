import { authorise } from "@/lib/access/authorise";
import { gateOf } from "@/lib/access/gate";
import { keyView } from "@/lib/access/key-schema";
import { rotateKey } from "@/lib/access/keys";
import { pathSegment } from "@/lib/http/path";
import { notFound } from "@/lib/http/problem";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Gives a key a new text, shown this once; the old one ends as if revoked. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "keys.manage");
    const context = await runtime();
    const { db, env, now } = context;
    const issued = await rotateKey({ db, env, now: now(), actor }, pathSegment(request, 2));
    if (!issued) throw notFound("There is no such key, or it is revoked.");
    gateOf(context).verifier.forget(issued.key.id);
    return json({ ...keyView(issued.key), key: issued.token });
  });
}

export const GET = refuseMethod("POST");
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
export const OPTIONS = GET;
