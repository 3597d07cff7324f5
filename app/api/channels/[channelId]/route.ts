import { authorise } from "@/lib/access/authorise";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { channelChangeSchema } from "@/lib/notify/channel";
import { changeChannel, readChannel, removeChannel } from "@/lib/notify/channels";
import { runtime } from "@/lib/runtime";

const CHANNEL_ID = 2;

/** One channel. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "alerts.manage");
    return json(await readChannel(await runtime(), pathSegment(request, CHANNEL_ID)));
  });
}

/** Changes a channel. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const change = await readJson(request, channelChangeSchema);
    const { db, env, now } = await runtime();
    const context = { db, env, now: now(), actor };
    const { channel, signingSecret } = await changeChannel(context, pathSegment(request, CHANNEL_ID), change);
    return json({ ...channel, ...(signingSecret && { signing_secret: signingSecret }) });
  });
}

/** Deletes a channel. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const { db, now } = await runtime();
    await removeChannel({ db, now: now(), actor }, pathSegment(request, CHANNEL_ID));
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
