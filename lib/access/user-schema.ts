import { z } from "zod";
import { decodeCursor, encodeCursor } from "../http/cursor";
import { badRequest } from "../http/problem";
import type { Invitation } from "./invitation";
import type { StoredSession, StoredUser, UserPosition } from "./operators/store";
import { PASSWORD_LENGTH } from "./password-length";
import { ROLES } from "./roles";

const instant = z.iso.datetime();
const name = z.string().trim().min(1).max(200);
const email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((text) => text.toLowerCase());

/** A password as it may be chosen: long, which counts for more than odd characters. */
export const passwordSchema = z
  .string()
  .min(PASSWORD_LENGTH.least, `must have ${PASSWORD_LENGTH.least} characters or more`)
  .max(PASSWORD_LENGTH.most, `must have ${PASSWORD_LENGTH.most} characters or less`)
  .refine((text) => new Set(text).size >= 5, "must not repeat so few characters");

/** What the API tells of an operator. */
export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  status: z.enum(["active", "invited", "disabled"]).describe("`invited` until a password is set."),
  sign_in: z.array(z.enum(["password", "oidc"])),
  created_at: instant,
  last_sign_in_at: instant.nullable().describe("Of the sessions that are still kept."),
});

export const userListSchema = z.object({ users: z.array(userSchema), next_cursor: z.string().nullable() });

/** The link by which an operator sets a password, once. */
export const invitationSchema = z.object({ url: z.string(), expires_at: instant });

export const invitedUserSchema = userSchema.extend({
  invitation: invitationSchema.describe("Shown this once; hand it to the operator."),
});

/** An invitation as the API tells it. @param site the origin at which the operator's browser reaches us */
export function invitationView({ token, expiresAt }: Invitation, site: string): z.infer<typeof invitationSchema> {
  return { url: `${site}/invitation?token=${token}`, expires_at: expiresAt.toISOString() };
}

export const newUserSchema = z.strictObject({ name, email, role: z.enum(ROLES) });
export type NewUser = z.infer<typeof newUserSchema>;

export const userChangeSchema = z.strictObject({
  name: name.optional(),
  role: z.enum(ROLES).optional(),
  disabled: z.boolean().optional().describe("True ends all sessions too."),
});
export type UserChange = z.infer<typeof userChangeSchema>;

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("`next_cursor` of the page before."),
});

/** The set-up of the first administrator. */
export const setUpSchema = z.strictObject({ token: z.string().min(1).max(300), name, email, password: passwordSchema });
export type SetUp = z.infer<typeof setUpSchema>;

export const signInSchema = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(128),
  next: z.string().max(2000).optional().describe("The page of ours to go to afterwards."),
});

/** The acceptance of an invitation. */
export const acceptanceSchema = z.strictObject({ token: z.string().min(1).max(100), password: passwordSchema });

/** Who has signed in; the cookie is the session. */
export const signedInSchema = z.object({
  operator: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(ROLES) }),
});

export const passwordChangeSchema = z.strictObject({
  current_password: z.string().min(1).max(500),
  new_password: passwordSchema,
});

export const sessionSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  created_at: instant,
  expires_at: instant,
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  current: z.boolean().describe("Whether the request itself came by this session."),
});

export const sessionListSchema = z.object({ sessions: z.array(sessionSchema) });

export const sessionQuerySchema = z.object({
  user_id: z.string().max(100).optional().describe("Another operator's: needs `users.manage`. Left out: your own."),
});

/** A stored operator as the API tells it. */
export function userView(user: StoredUser): z.infer<typeof userSchema> {
  const active = user.providers.length > 0 ? "active" : "invited";
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    status: user.disabledAt ? "disabled" : active,
    sign_in: user.providers.map((provider) => (provider === "credential" ? "password" : "oidc")),
    created_at: user.createdAt.toISOString(),
    last_sign_in_at: user.lastSeenAt?.toISOString() ?? null,
  };
}

/** A stored session as the API tells it. */
export function sessionView(session: StoredSession, currentId: string | null): z.infer<typeof sessionSchema> {
  return {
    id: session.id,
    user_id: session.userId,
    created_at: session.createdAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    ip_address: session.ipAddress || null,
    user_agent: session.userAgent || null,
    current: session.id === currentId,
  };
}

/** The position as an opaque cursor. */
export const userCursor = ({ createdAt, id }: UserPosition): string => encodeCursor([createdAt.getTime(), id]);

/** The position that a cursor stands for. @throws Problem 400 for what is no cursor of ours */
export function userPosition(cursor: string): UserPosition {
  const parsed = z.tuple([z.number().int().min(0).max(8.64e15), z.string().max(100)]).safeParse(decodeCursor(cursor));
  if (!parsed.success)
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] };
}
