import { and, desc, eq, isNull, lt, or } from "drizzle-orm";
import { apiKeys, settings } from "@/drizzle/schema/access";
import type { Database } from "../db/client";
import type { Scope } from "./scope";

/** A row of an API key. */
export interface StoredKey {
  id: string;
  name: string;
  scope: Scope;
  prefix: string;
  hash: string;
  createdAt: Date;
  createdBy: string;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Where a page of keys ended: the creation time and id of its last row. */
export interface KeyPosition {
  createdAt: Date;
  id: string;
}

export async function insertKey(db: Database, key: StoredKey): Promise<void> {
  await db.insert(apiKeys).values(key);
}

/** The key with this prefix, unless it is revoked. */
export async function findActiveKey(db: Database, prefix: string): Promise<StoredKey | undefined> {
  const rows = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.prefix, prefix), isNull(apiKeys.revokedAt)));
  return rows[0] as StoredKey | undefined;
}

export async function findKey(db: Database, id: string): Promise<StoredKey | undefined> {
  const rows = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return rows[0] as StoredKey | undefined;
}

/** Keys, the newest first, revoked ones too. @param after where the page before ended */
export async function selectKeys(db: Database, limit: number, after?: KeyPosition): Promise<StoredKey[]> {
  const rows = await db
    .select()
    .from(apiKeys)
    .where(
      after &&
        or(
          lt(apiKeys.createdAt, after.createdAt),
          and(eq(apiKeys.createdAt, after.createdAt), lt(apiKeys.id, after.id)),
        ),
    )
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
  return rows as StoredKey[];
}

/** Changes a key unless it is revoked. Undefined when there is no such key any more. */
export async function updateActiveKey(
  db: Database,
  id: string,
  change: Partial<Pick<StoredKey, "name" | "prefix" | "hash" | "revokedAt">>,
): Promise<StoredKey | undefined> {
  const rows = await db
    .update(apiKeys)
    .set(change)
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning();
  return rows[0] as StoredKey | undefined;
}

/** Notes the use of a key, unless another process noted one since `notSince`. */
export async function touchKey(db: Database, id: string, usedAt: Date, notSince: Date): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: usedAt })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, notSince))));
}

/** The setting of this name; the offered value becomes it if there is none yet. Processes that race all get the same one. */
export async function settleSetting(db: Database, name: string, offered: string): Promise<string> {
  await db.insert(settings).values({ name, value: offered }).onConflictDoNothing();
  const value = await findSetting(db, name);
  if (value === undefined) throw new Error(`Setting ${name} was made and is gone again.`);
  return value;
}

/** The setting of this name, if there is one. */
export async function findSetting(db: Database, name: string): Promise<string | undefined> {
  const rows = await db.select({ value: settings.value }).from(settings).where(eq(settings.name, name));
  return rows[0]?.value;
}
