import { hashPassword } from "better-auth/crypto";
import type { Database } from "../db/client";
import { notFound, Problem } from "../http/problem";
import { recordAudit } from "./audit";
import { installationSecret } from "./installation";
import {
  deleteSessions,
  findInvited,
  findUser,
  putInvitation,
  putPassword,
  type StoredUser,
  takeInvitation,
} from "./operators/store";
import type { Principal } from "./scope";
import { hmacHex, randomText } from "./secret-text";

const VALID_MS = 24 * 3600_000;

/** What opens the page where an operator sets a password, once. Its token is stored nowhere. */
export interface Invitation {
  token: string;
  expiresAt: Date;
}

interface Context {
  db: Database;
  now: Date;
  env: { ROLLCALL_SECRET?: string };
}

/** Makes an invitation, also for an operator who lost the password; earlier ones are void. @throws Problem 404 */
export async function inviteUser(
  { db, now, env, actor }: Context & { actor: Principal },
  userId: string,
): Promise<Invitation> {
  const user = await findUser(db, userId);
  if (!user) throw notFound("There is no such operator.");
  const token = randomText(43);
  const expiresAt = new Date(now.getTime() + VALID_MS);
  await putInvitation(db, userId, await hashOf(token, { db, env }), expiresAt);
  await recordAudit({ db, now }, { actor, action: "user.invited", target: userId, detail: { email: user.email } });
  return { token, expiresAt };
}

/** The operator whom an invitation is for; undefined for one that is void. */
export async function invitedUser({ db, now, env }: Context, token: string): Promise<StoredUser | undefined> {
  return findInvited(db, await hashOf(token, { db, env }), now);
}

/**
 * Sets the password that an invitation is for, and ends the operator's sessions. The invitation is void from then on.
 * @throws Problem 410 when it is void already
 */
export async function acceptInvitation(
  { db, now, env }: Context,
  token: string,
  password: string,
): Promise<StoredUser> {
  const hash = await hashOf(token, { db, env });
  if (!(await findInvited(db, hash, now))) throw isVoid();
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const userId = await takeInvitation(tx, hash, now);
    const user = userId === undefined ? undefined : await findUser(tx, userId);
    if (!user || user.disabledAt) throw isVoid();
    await putPassword(tx, user.id, passwordHash, now);
    await deleteSessions(tx, user.id);
    const actor = { kind: "operator" as const, id: user.id, name: user.name };
    await recordAudit(
      { db: tx, now },
      { actor, action: "password.set", target: user.id, detail: { by: "invitation" } },
    );
    return user;
  });
}

const isVoid = () =>
  new Problem(410, "Gone", "This link has been used, or has run out. Ask an administrator for a new one.");

async function hashOf(token: string, context: Omit<Context, "now">): Promise<string> {
  return hmacHex(await installationSecret(context), `invitation:${token}`);
}
