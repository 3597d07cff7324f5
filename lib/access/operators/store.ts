import { and, asc, eq, exists, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import {
  authAccounts,
  authSessions,
  authUsers,
  authVerifications,
  invitations,
  settings,
} from "@/drizzle/schema/access";
import type { Database } from "../../db/client";
import type { Session } from "../operator";
import type { Role } from "../roles";

/** The tables of better-auth by the names that it has for them. */
export const authSchema = {
  user: authUsers,
  session: authSessions,
  account: authAccounts,
  verification: authVerifications,
};

/** A row of an operator, and how and when the operator signs in. */
export interface StoredUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  disabledAt: Date | null;
  createdAt: Date;
  /** `credential` for a password, `oidc` for the OpenID provider; empty until an invitation is accepted. */
  providers: string[];
  lastSeenAt: Date | null;
}

/** Where a page of operators ended. */
export interface UserPosition {
  createdAt: Date;
  id: string;
}

/** A row of a session, without its token. */
export interface StoredSession {
  id: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
}

const SET_UP = "first_administrator";
const hasAccount = (db: Database) =>
  exists(db.select({ one: sql`1` }).from(authAccounts).where(eq(authAccounts.userId, authUsers.id)));

const userColumns = {
  id: authUsers.id,
  name: authUsers.name,
  email: authUsers.email,
  role: authUsers.role,
  disabledAt: authUsers.disabledAt,
  createdAt: authUsers.createdAt,
  // By their full names: within a selection drizzle leaves the tables' names away.
  providers: sql<string[]>`array(select a.provider_id from auth_accounts a where a.user_id = auth_users.id order by 1)`,
  lastSeenAt: sql<Date | null>`(select max(s.created_at) from auth_sessions s where s.user_id = auth_users.id)`.mapWith(
    authSessions.createdAt,
  ),
};

/** The session of this token, unless it has run out or its operator is disabled. */
export async function findSession(db: Database, token: string, now: Date): Promise<Session | undefined> {
  const { id, name, email, role } = authUsers;
  const rows = await db
    .select({ id: authSessions.id, expiresAt: authSessions.expiresAt, operator: { id, name, email, role } })
    .from(authSessions)
    .innerJoin(authUsers, eq(authUsers.id, authSessions.userId))
    .where(and(eq(authSessions.token, token), gt(authSessions.expiresAt, now), isNull(authUsers.disabledAt)));
  return rows[0] as Session | undefined;
}

const sessionColumns = {
  id: authSessions.id,
  userId: authSessions.userId,
  createdAt: authSessions.createdAt,
  expiresAt: authSessions.expiresAt,
  ipAddress: authSessions.ipAddress,
  userAgent: authSessions.userAgent,
};

/** The sessions of an operator that have not run out, the newest first, 200 at most. */
export async function selectSessions(db: Database, userId: string, now: Date): Promise<StoredSession[]> {
  return db
    .select(sessionColumns)
    .from(authSessions)
    .where(and(eq(authSessions.userId, userId), gt(authSessions.expiresAt, now)))
    .orderBy(sql`${authSessions.createdAt} desc, ${authSessions.id}`)
    .limit(200);
}

/** Ends sessions of an operator: the one of an id, or all but one, or all. Returns those that were ended. */
export async function deleteSessions(
  db: Database,
  userId: string,
  which: { id?: string; except?: string } = {},
): Promise<StoredSession[]> {
  return db
    .delete(authSessions)
    .where(
      and(
        eq(authSessions.userId, userId),
        which.id === undefined ? undefined : eq(authSessions.id, which.id),
        which.except === undefined ? undefined : ne(authSessions.id, which.except),
      ),
    )
    .returning(sessionColumns);
}

/** A session by its id. */
export async function findSessionById(db: Database, id: string): Promise<StoredSession | undefined> {
  const rows = await db.select(sessionColumns).from(authSessions).where(eq(authSessions.id, id));
  return rows[0];
}

/** Removes what has run out. */
export async function deleteExpired(db: Database, now: Date): Promise<void> {
  await db.delete(authSessions).where(lt(authSessions.expiresAt, now));
  await db.delete(authVerifications).where(lt(authVerifications.expiresAt, now));
  await db.delete(invitations).where(lt(invitations.expiresAt, now));
}

/** Adds an operator. False when the address is taken. */
export async function insertUser(
  db: Database,
  user: { id: string; name: string; email: string; role: Role; now: Date },
): Promise<boolean> {
  const { now, ...columns } = user;
  const rows = await db
    .insert(authUsers)
    .values({ ...columns, emailVerified: true, createdAt: now, updatedAt: now })
    .onConflictDoNothing()
    .returning({ id: authUsers.id });
  return rows.length === 1;
}

export async function findUser(db: Database, id: string): Promise<StoredUser | undefined> {
  const rows = await db.select(userColumns).from(authUsers).where(eq(authUsers.id, id));
  return rows[0] as StoredUser | undefined;
}

/** The operator of an address, given in lower case. */
export async function findUserByEmail(db: Database, email: string): Promise<StoredUser | undefined> {
  const rows = await db.select(userColumns).from(authUsers).where(eq(authUsers.email, email));
  return rows[0] as StoredUser | undefined;
}

/** Operators, the oldest first. @param after where the page before ended */
export async function selectUsers(db: Database, limit: number, after?: UserPosition): Promise<StoredUser[]> {
  const rows = await db
    .select(userColumns)
    .from(authUsers)
    .where(
      after &&
        or(
          gt(authUsers.createdAt, after.createdAt),
          and(eq(authUsers.createdAt, after.createdAt), gt(authUsers.id, after.id)),
        ),
    )
    .orderBy(asc(authUsers.createdAt), asc(authUsers.id))
    .limit(limit);
  return rows as StoredUser[];
}

export async function updateUser(
  db: Database,
  id: string,
  change: { name?: string; role?: Role; disabledAt?: Date | null },
  now: Date,
): Promise<void> {
  await db
    .update(authUsers)
    .set({ ...change, updatedAt: now })
    .where(eq(authUsers.id, id));
}

export async function deleteUser(db: Database, id: string): Promise<void> {
  await db.delete(authUsers).where(eq(authUsers.id, id));
}

/** The administrators who can sign in, locked until the transaction ends: no two changes may count them at once. */
export async function lockAdministrators(db: Database): Promise<string[]> {
  const rows = await db
    .select({ id: authUsers.id })
    .from(authUsers)
    .where(and(eq(authUsers.role, "admin"), isNull(authUsers.disabledAt), hasAccount(db)))
    .orderBy(authUsers.id)
    .for("update");
  return rows.map(({ id }) => id);
}

/** Whether there is an operator at all, and whether one is an administrator or set-up was done once. */
export async function countOperators(db: Database): Promise<{ any: boolean; isSetUp: boolean }> {
  const { rows } = await db.execute<{ known: boolean; is_set_up: boolean }>(sql`
    select exists (select from auth_users) as known,
      exists (select from settings where name = ${SET_UP}) or
      exists (select from auth_users where role = 'admin') as is_set_up`);
  return { any: rows[0]?.known ?? false, isSetUp: rows[0]?.is_set_up ?? false };
}

/** Takes the place of the first administrator. False when it is taken: of many at once, one gets it. */
export async function claimSetUp(db: Database, userId: string): Promise<boolean> {
  const rows = await db
    .insert(settings)
    .values({ name: SET_UP, value: userId })
    .onConflictDoNothing()
    .returning({ name: settings.name });
  return rows.length === 1;
}

/** Gives an operator this password, by its hash. */
export async function putPassword(db: Database, userId: string, hash: string, now: Date): Promise<void> {
  const mine = and(eq(authAccounts.userId, userId), eq(authAccounts.providerId, "credential"));
  const changed = await db
    .update(authAccounts)
    .set({ password: hash, updatedAt: now })
    .where(mine)
    .returning({ id: authAccounts.id });
  if (changed.length > 0) return;
  const account = { id: `credential_${userId}`, accountId: userId, providerId: "credential", userId };
  await db.insert(authAccounts).values({ ...account, password: hash, createdAt: now, updatedAt: now });
}

/** The hash of an operator's password. */
export async function findPassword(db: Database, userId: string): Promise<string | null> {
  const rows = await db
    .select({ password: authAccounts.password })
    .from(authAccounts)
    .where(and(eq(authAccounts.userId, userId), eq(authAccounts.providerId, "credential")));
  return rows[0]?.password ?? null;
}

/** Keeps an invitation; one that the operator had before is void. */
export async function putInvitation(db: Database, userId: string, hash: string, expiresAt: Date): Promise<void> {
  await db
    .insert(invitations)
    .values({ userId, hash, expiresAt })
    .onConflictDoUpdate({ target: invitations.userId, set: { hash, expiresAt } });
}

/** The operator whom an invitation is for. */
export async function findInvited(db: Database, hash: string, now: Date): Promise<StoredUser | undefined> {
  const rows = await db
    .select(userColumns)
    .from(authUsers)
    .innerJoin(invitations, eq(invitations.userId, authUsers.id))
    .where(and(eq(invitations.hash, hash), gt(invitations.expiresAt, now), isNull(authUsers.disabledAt)));
  return rows[0] as StoredUser | undefined;
}

/** Uses an invitation up. Undefined where it is void: of many at once, one gets it. */
export async function takeInvitation(db: Database, hash: string, now: Date): Promise<string | undefined> {
  const rows = await db
    .delete(invitations)
    .where(and(eq(invitations.hash, hash), gt(invitations.expiresAt, now)))
    .returning({ userId: invitations.userId });
  return rows[0]?.userId;
}
