import { z } from "zod";
import { badRequest } from "../http/problem";
import type { AuditEntry } from "./audit/store";

/** An entry of the audit log as the API tells it. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  action: z.string().describe("Noun and past participle, such as `key.created`."),
  target: z.string().describe("What it was done to, such as a bot's id."),
  detail: z.record(z.string(), z.unknown()).nullable().describe("What changed; never a secret."),
});

export const auditListSchema = z.object({ entries: z.array(auditEntrySchema), next_cursor: z.string().nullable() });

export const auditQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(20).optional().describe("`next_cursor` of the page before."),
  actor: z.string().trim().max(200).optional().describe("The actor's id, or a part of their name in any case."),
  action: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe("An action such as `key.created`, or the noun before the dot for all of its actions."),
});

export type AuditView = z.infer<typeof auditEntrySchema>;

/** A stored entry as the API tells it. */
export function auditView({ id, at, actorKind, actorId, actorName, action, target, detail }: AuditEntry): AuditView {
  return {
    id,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId, name: actorName },
    action,
    target,
    detail,
  };
}

/** The entry that a cursor says to start before. @throws Problem 400 for what is no cursor of ours */
export function auditPosition(cursor: string): number {
  if (!/^[1-9]\d{0,14}$/.test(cursor)) {
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  }
  return Number(cursor);
}
