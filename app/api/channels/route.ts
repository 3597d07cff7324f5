import { authorise } from "@/lib/access/authorise";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { channelCursor, channelListQuery, channelPosition, newChannelSchema } from "@/lib/notify/channel";
import { createChannel, listChannels } from "@/lib/notify/channels";
import { runtime } from "@/lib/runtime";

/** The channels, by name. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "alerts.manage");
    const { limit, cursor } = readQuery(request, channelListQuery);
    const after = cursor && { after: channelPosition(cursor) };
    const { channels, next } = await listChannels(await runtime(), { limit, ...after });
    return json({ channels, next_cursor: next && channelCursor(next) });
  });
}

/** Makes a channel; a signing secret that is made for it is shown this once. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const actor = await authorise(request, "admin", "alerts.manage");
    const body = await readJson(request, newChannelSchema);
    const { db, env, now } = await runtime();
    const { channel, signingSecret } = await createChannel({ db, env, now: now(), actor }, body);
    const headers = { location: `/api/channels/${channel.id}` };
    return json({ ...channel, ...(signingSecret && { signing_secret: signingSecret }) }, { status: 201, headers });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
