import type { Database } from "../db/client";
import { type AuditEntry, type AuditFilter, insertAudit, selectAudit } from "./audit/store";
import type { Principal } from "./scope";

/** Who did it: a principal, or somebody of whom only a name is known, as at a refused sign-in. */
export type Actor = Pick<Principal, "id" | "name"> & { kind: Principal["kind"] | "anonymous" | "system" };

/**
 * Adds an entry to the audit log. Give the transaction of the change itself as `db`, so that neither is without the other.
 * @param action noun and past participle, such as `bot.changed`
 * @param target what it was done to, such as a bot's id
 * @param detail what changed; never a secret
 */
export async function recordAudit(
  { db, now }: { db: Database; now: Date },
  { actor, action, target, detail }: { actor: Actor; action: string; target: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { kind: actorKind, id: actorId, name: actorName } = actor;
  await insertAudit(db, { at: now, actorKind, actorId, actorName, action, target, detail: detail ?? null });
}

/** A page of the audit log, newest first, and the id that the next page starts before; null on the last page. */
export async function listAudit(
  { db }: { db: Database },
  { limit, ...narrowed }: AuditFilter & { limit: number; before?: number },
): Promise<{ entries: AuditEntry[]; next: number | null }> {
  const rows = await selectAudit(db, limit + 1, narrowed);
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
