import { and, desc, eq, ilike, like, lt, or, sql } from "drizzle-orm";
import { auditLog } from "@/drizzle/schema/access";
import type { Database } from "../../db/client";

/** An entry of the audit log. */
export type AuditEntry = typeof auditLog.$inferSelect;

export async function insertAudit(db: Database, entry: Omit<AuditEntry, "id">): Promise<void> {
  await db.insert(auditLog).values(entry);
}

/** What the log can be narrowed by; what is left out narrows nothing. */
export interface AuditFilter {
  /** The actor's id, or a part of their name in any case. */
  actor?: string;
  /** An action such as `key.created`, or the noun before the dot for all of its actions. */
  action?: string;
}

/** Entries, the newest first. @param before the id of the last entry of the page before */
export async function selectAudit(
  db: Database,
  limit: number,
  { actor, action, before }: AuditFilter & { before?: number },
): Promise<AuditEntry[]> {
  return db
    .select()
    .from(auditLog)
    .where(
      and(
        before === undefined ? undefined : lt(auditLog.id, before),
        actor ? or(eq(auditLog.actorId, actor), ilike(auditLog.actorName, `%${escapeLike(actor)}%`)) : undefined,
        action ? or(eq(auditLog.action, action), like(auditLog.action, `${escapeLike(action)}.%`)) : undefined,
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(limit);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** How often a sign-in to this account was refused since then, from this address where one is known. */
export async function countRefusals(
  db: Database,
  account: string,
  address: string | null,
  since: Date,
): Promise<number> {
  const { rows } = await db.execute<{ n: string }>(sql`
    select count(*) as n from audit_log
    where action = 'sign_in.refused' and target = ${account} and at > ${since.toISOString()}::timestamptz
      and detail->>'address' is not distinct from ${address}`);
  return Number(rows[0]?.n ?? 0);
}
