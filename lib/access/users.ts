import type { Database } from "../db/client";
import { notFound, Problem } from "../http/problem";
import { recordAudit } from "./audit";
import { type Invitation, inviteUser } from "./invitation";
import {
  deleteSessions,
  deleteUser,
  findUser,
  insertUser,
  lockAdministrators,
  type StoredUser,
  selectUsers,
  type UserPosition,
  updateUser,
} from "./operators/store";
import type { Principal } from "./scope";
import { randomText } from "./secret-text";
import type { NewUser, UserChange } from "./user-schema";

/** What the verbs of operators need. `actor` is who asks, for the audit log. */
export interface UserContext {
  db: Database;
  now: Date;
  env: { ROLLCALL_SECRET?: string };
  actor: Principal;
}

/** A page of operators, oldest first, and where the next one starts; null on the last page. */
export async function listUsers(
  { db }: { db: Database },
  { limit, after }: { limit: number; after?: UserPosition },
): Promise<{ users: StoredUser[]; next: UserPosition | null }> {
  const rows = await selectUsers(db, limit + 1, after);
  const users = rows.slice(0, limit);
  const last = users.at(-1);
  return { users, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

/** An operator. @throws Problem 404 */
export async function getUser({ db }: { db: Database }, id: string): Promise<StoredUser> {
  const user = await findUser(db, id);
  if (!user) throw notFound("There is no such operator.");
  return user;
}

/** Adds an operator, who sets a password by the invitation. @throws Problem 409 when the address is taken */
export async function createUser(
  context: UserContext,
  { name, email, role }: NewUser,
): Promise<{ user: StoredUser; invitation: Invitation }> {
  const { db, now, actor } = context;
  return db.transaction(async (tx) => {
    const id = `user_${randomText(16)}`;
    if (!(await insertUser(tx, { id, name, email, role, now }))) {
      throw new Problem(409, "Conflict", "There is an operator with this address already.");
    }
    await recordAudit({ db: tx, now }, { actor, action: "user.created", target: id, detail: { name, email, role } });
    const invitation = await inviteUser({ ...context, db: tx }, id);
    return { user: await getUser({ db: tx }, id), invitation };
  });
}

/**
 * Changes an operator; one who is disabled is signed out everywhere.
 * @throws Problem 404, 409 when no administrator would be left who can sign in
 */
export async function changeUser(
  { db, now, actor }: Omit<UserContext, "env">,
  id: string,
  { name, role, disabled }: UserChange,
): Promise<StoredUser> {
  return db.transaction(async (tx) => {
    const endsAdmin = (role !== undefined && role !== "admin") || disabled === true;
    if (endsAdmin) await keepAnAdministrator(tx, id);
    const before = await getUser({ db: tx }, id);
    const change = {
      ...(name !== undefined && name !== before.name && { name }),
      ...(role !== undefined && role !== before.role && { role }),
      ...(disabled !== undefined && disabled !== (before.disabledAt !== null) && { disabledAt: disabled ? now : null }),
    };
    if (Object.keys(change).length === 0) return before;
    await updateUser(tx, id, change, now);
    if (disabled) await deleteSessions(tx, id);
    const { disabledAt, ...rest } = change;
    const detail = { ...rest, ...(disabledAt !== undefined && { disabled }), email: before.email };
    await recordAudit({ db: tx, now }, { actor, action: "user.changed", target: id, detail });
    return getUser({ db: tx }, id);
  });
}

/** Removes an operator and ends their sessions. @throws Problem 404, 409 for the last administrator who can sign in */
export async function removeUser({ db, now, actor }: Omit<UserContext, "env">, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    await keepAnAdministrator(tx, id);
    const { name, email, role } = await getUser({ db: tx }, id);
    await deleteUser(tx, id);
    await recordAudit({ db: tx, now }, { actor, action: "user.removed", target: id, detail: { name, email, role } });
  });
}

/** Whoever counts the administrators holds them all, so two who remove each other do it one after the other. */
async function keepAnAdministrator(tx: Database, leaving: string): Promise<void> {
  const administrators = await lockAdministrators(tx);
  if (administrators.length === 1 && administrators[0] === leaving) {
    throw new Problem(409, "Conflict", "This is the last administrator who can sign in: make another one first.");
  }
}
