import { desc, lt } from "drizzle-orm";
import { auditLog } from "@/drizzle/schema/access";
import type { Database } from "../../db/client";

/** An entry of the audit log. */
export type AuditEntry = typeof auditLog.$inferSelect;

export async function insertAudit(db: Database, entry: Omit<AuditEntry, "id">): Promise<void> {
  await db.insert(auditLog).values(entry);
}

/** Entries, the newest first. @param before the id of the last entry of the page before */
export async function selectAudit(db: Database, limit: number, before?: number): Promise<AuditEntry[]> {
  return db
    .select()
    .from(auditLog)
    .where(before === undefined ? undefined : lt(auditLog.id, before))
    .orderBy(desc(auditLog.id))
    .limit(limit);
}
