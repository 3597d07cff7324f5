import type { Database } from "../db/client";
import { type RetentionEntry, selectEntries } from "./store";

/** A page of what was dropped, newest first, and the id before which the next page starts; null on the last page. */
export async function listRetention(
  { db }: { db: Database },
  { limit, before }: { limit: number; before?: number },
): Promise<{ entries: RetentionEntry[]; next: number | null }> {
  const rows = await selectEntries(db, limit + 1, before);
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
