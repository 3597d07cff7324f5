import { isMigrated } from "@/lib/db/schema-version";
import { within } from "@/lib/http/deadline";
import { unavailable } from "@/lib/http/problem";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

export const dynamic = "force-dynamic";

const ANSWER_WITHIN_MS = 2000;

/** 200 when the database answers and has every migration, else 503. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const migrated = await within(ANSWER_WITHIN_MS, checkMigrated()).catch(() => {
      throw unavailable("The database does not answer.");
    });
    if (!migrated) throw unavailable("The database has not been migrated yet.");
    return json({ status: "ready" });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;

async function checkMigrated(): Promise<boolean> {
  return isMigrated((await runtime()).db);
}
export const OPTIONS = POST;
