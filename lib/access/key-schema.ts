import { z } from "zod";
import { badRequest } from "../http/problem";
import { SCOPES } from "./scope";
import type { KeyPosition, StoredKey } from "./store";

const instant = z.iso.datetime();
const name = z.string().trim().min(1).max(200).describe("What the key is for, as operators read it.");

/** What the API tells of a key: never the key itself. */
export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  prefix: z.string().describe("The characters after `rc_<letter>_` by which a key can be recognised."),
  created_at: instant,
  created_by: z.string(),
  last_used_at: instant.nullable().describe("Within a minute of the last use."),
  revoked_at: instant.nullable(),
});

/** A new key: the one answer that contains its text. */
export const issuedKeySchema = keySchema.extend({ key: z.string().describe("Shown this once and stored nowhere.") });

export const keyListSchema = z.object({ keys: z.array(keySchema), next_cursor: z.string().nullable() });

export const newKeySchema = z.strictObject({ name, scope: z.enum(SCOPES) });

export const keyChangeSchema = z.strictObject({ name });

export const keyQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("`next_cursor` of the page before."),
});

export type KeyView = z.infer<typeof keySchema>;

/** A stored key as the API tells it. */
export function keyView(key: StoredKey): KeyView {
  return {
    id: key.id,
    name: key.name,
    scope: key.scope,
    prefix: key.prefix,
    created_at: key.createdAt.toISOString(),
    created_by: key.createdBy,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}

/** The position as an opaque cursor. */
export function keyCursor({ createdAt, id }: KeyPosition): string {
  return `${createdAt.getTime().toString(36)}.${id}`;
}

/** The position that a cursor stands for. @throws Problem 400 for what is no cursor of ours */
export function keyPosition(cursor: string): KeyPosition {
  const [, time, id] = /^([0-9a-z]{1,9})\.(key_[A-Za-z0-9]{1,40})$/.exec(cursor) ?? [];
  if (!time || !id) throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  return { createdAt: new Date(Number.parseInt(time, 36)), id };
}
