import { listAudit } from "@/lib/access/audit";
import { auditPosition, auditQuerySchema, auditView } from "@/lib/access/audit-schema";
import { authorise } from "@/lib/access/authorise";
import { readQuery } from "@/lib/http/json";
import { json, refuseMethod, respond } from "@/lib/http/respond";
import { runtime } from "@/lib/runtime";

/** Lists the audit log, newest first. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    await authorise(request, "admin", "audit.read");
    const { cursor, limit, actor, action } = readQuery(request, auditQuerySchema);
    const { db } = await runtime();
    const { entries, next } = await listAudit(
      { db },
      { limit, ...(actor && { actor }), ...(action && { action }), ...(cursor && { before: auditPosition(cursor) }) },
    );
    return json({ entries: entries.map(auditView), next_cursor: next === null ? null : String(next) });
  });
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
