import { authorise } from "@/lib/access/authorise";
import { botChangeSchema, changeBot, removeBot } from "@/lib/bots/change";
import { readBotDetail } from "@/lib/bots/detail";
import { readJson } from "@/lib/http/json";
import { pathSegment } from "@/lib/http/path";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

const BOT_ID = 2;

/** One bot. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "read");
    const { db, now } = await runtime();
    return json(await readBotDetail({ db, now: now() }, pathSegment(request, BOT_ID)));
  });
}

/** Changes name, tags, contract or pause, and answers with the bot as it is then. */
export function PATCH(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "admin", "bots.manage");
    const botId = pathSegment(request, BOT_ID);
    const change = await readJson(request, botChangeSchema);
    const { db, now } = await runtime();
    await changeBot({ db, now: now() }, principal, botId, change);
    return json(await readBotDetail({ db, now: now() }, botId));
  });
}

/** Removes a bot and all that it reported. */
export function DELETE(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "admin", "bots.manage");
    const { upkeep, now } = await runtime();
    await removeBot({ db: upkeep, now: now() }, principal, pathSegment(request, BOT_ID));
    return new Response(null, { status: 204 });
  });
}

export const POST = refuseMethod("GET, HEAD, PATCH, DELETE");
export const PUT = POST;
export const OPTIONS = POST;
