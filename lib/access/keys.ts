import type { Database } from "../db/client";
import { type Actor, recordAudit } from "./audit";
import { installationSecret } from "./installation";
import type { Scope } from "./scope";
import { randomText } from "./secret-text";
import { findKey, insertKey, type KeyPosition, type StoredKey, selectKeys, updateActiveKey } from "./store";
import { hashToken, newToken } from "./token";

/** What the verbs of keys need. `actor` is who asks, for the audit log. */
export interface KeyContext {
  db: Database;
  now: Date;
  actor: Actor;
  env: { ROLLCALL_SECRET?: string };
}

/** A key together with its text, which is shown this once and stored nowhere. */
export interface IssuedKey {
  key: StoredKey;
  token: string;
}

/** Makes a key. */
export async function createKey(
  context: KeyContext,
  { name, scope }: { name: string; scope: Scope },
): Promise<IssuedKey> {
  const { token, prefix } = newToken(scope);
  const hash = await hashToken(token, await installationSecret(context));
  const key: StoredKey = {
    id: `key_${randomText(16)}`,
    name,
    scope,
    prefix,
    hash,
    createdAt: context.now,
    createdBy: context.actor.id,
    lastUsedAt: null,
    revokedAt: null,
  };
  await context.db.transaction(async (tx) => {
    await insertKey(tx, key);
    await audit(context, tx, "key.created", key);
  });
  return { key, token };
}

/** Gives a key a new text; the old one ends as if revoked. Null when there is no such key, or it is revoked. */
export async function rotateKey(context: KeyContext, id: string): Promise<IssuedKey | null> {
  const current = await findKey(context.db, id);
  if (!current) return null;
  const { token, prefix } = newToken(current.scope);
  const hash = await hashToken(token, await installationSecret(context));
  const key = await change(context, id, { prefix, hash }, "key.rotated");
  return key && { key, token };
}

/** A key, revoked or not. Null when there is none of this id. */
export async function getKey({ db }: Pick<KeyContext, "db">, id: string): Promise<StoredKey | null> {
  return (await findKey(db, id)) ?? null;
}

/** Renames a key. Null when there is no such key, or it is revoked. */
export async function renameKey(context: Omit<KeyContext, "env">, id: string, name: string): Promise<StoredKey | null> {
  return change(context, id, { name }, "key.renamed");
}

/** Ends a key for good; every process refuses it within 5 s. Null when there is no such key, or it is revoked already. */
export async function revokeKey(context: Omit<KeyContext, "env">, id: string): Promise<StoredKey | null> {
  return change(context, id, { revokedAt: context.now }, "key.revoked");
}

/** A page of keys, newest first, and where the next one starts; null on the last page. */
export async function listKeys(
  { db }: Pick<KeyContext, "db">,
  { limit, after }: { limit: number; after?: KeyPosition },
): Promise<{ keys: StoredKey[]; next: KeyPosition | null }> {
  const rows = await selectKeys(db, limit + 1, after);
  const keys = rows.slice(0, limit);
  const last = keys.at(-1);
  return { keys, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

async function change(
  context: Omit<KeyContext, "env">,
  id: string,
  columns: Parameters<typeof updateActiveKey>[2],
  action: string,
): Promise<StoredKey | null> {
  return context.db.transaction(async (tx) => {
    const key = await updateActiveKey(tx, id, columns);
    if (key) await audit(context, tx, action, key);
    return key ?? null;
  });
}

function audit({ now, actor }: Omit<KeyContext, "env">, tx: Database, action: string, key: StoredKey): Promise<void> {
  const { name, scope, prefix } = key;
  return recordAudit({ db: tx, now }, { actor, action, target: key.id, detail: { name, scope, prefix } });
}
