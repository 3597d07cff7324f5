import { authorise } from "@/lib/access/authorise";
import { readJson, readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";
import { newViewSchema, viewListQuery } from "@/lib/views/view";
import { listViews, saveView } from "@/lib/views/views";

/** The saved views of a page that the asker may use. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "read");
    const { page } = readQuery(request, viewListQuery);
    return json({ views: await listViews(await runtime(), page, principal.id) });
  });
}

/** Saves filters under a name. */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "admin", "bots.manage");
    const view = await readJson(request, newViewSchema);
    const { db, now } = await runtime();
    return json(await saveView({ db, now: now() }, principal, view), { status: 201 });
  });
}

export const PUT = refuseMethod("GET, HEAD, POST");
export const PATCH = PUT;
export const DELETE = PUT;
export const OPTIONS = PUT;
