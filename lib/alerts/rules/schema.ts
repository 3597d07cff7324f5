import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../http/cursor";
import { badRequest } from "../../http/problem";
import { ruleSchema } from "../rule";

/** A rule as the API tells it. */
export const alertRuleSchema = ruleSchema.extend({
  id: z.string(),
  shipped: z.boolean().describe("Came with Rollcall: it can be changed and switched off, not deleted."),
  changed: z.boolean().describe("Whether a shipped rule says something else than it was shipped with."),
  revision: z.int().describe("Grows with each change of what the rule says; 1 is as it was made or shipped."),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  firing: z.int().describe("Subjects of which it fires now, those that recover included."),
  pending: z.int().describe("Subjects in breach for less than `for_seconds`."),
  last_fired_at: z.iso.datetime().nullable(),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** `GET /api/alert-rules`. */
export const alertRuleListSchema = z.object({
  rules: z.array(alertRuleSchema).describe("By id."),
  next_cursor: z.string().nullable(),
});
export type AlertRuleList = z.infer<typeof alertRuleListSchema>;

export const alertRuleQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional().describe("`next_cursor` of the page before."),
});

type Changeable = { [Member in keyof typeof ruleSchema.shape]: z.ZodOptional<(typeof ruleSchema.shape)[Member]> };

/** The body of `PATCH /api/alert-rules/{id}`: members that are left out stay as they are. */
export const ruleChangeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(ruleSchema.shape).map(([member, schema]) => [
      member,
      // Else what is left out would become what a new rule has there.
      (schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema).optional(),
    ]),
  ) as Changeable,
);
export type RuleChange = Partial<z.infer<typeof ruleSchema>>;

/** Ids that operators may give to rules of theirs, in a file for instance. */
export const ruleIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, "must be letters, digits, _ and -, up to 100");

/** The position after a rule as an opaque cursor. */
export const ruleCursor = (id: string): string => encodeCursor(id);

/** The id that a cursor stands for. @throws Problem 400 for what is no cursor of ours */
export function rulePosition(cursor: string): string {
  const id = ruleIdSchema.safeParse(decodeCursor(cursor));
  if (!id.success) throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  return id.data;
}
