import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Database } from "../db/client";
import { notFound, Problem, tooManyRequests } from "../http/problem";
import { recordAudit } from "./audit";
import { FailureLimit } from "./failure-limit";
import type { Session } from "./operator";
import {
  deleteSessions,
  findPassword,
  findSessionById,
  putPassword,
  type StoredSession,
  selectSessions,
} from "./operators/store";
import type { Principal } from "./scope";

/** Wrong current passwords that an operator may try in a quarter of an hour: a stolen session must not find the password. */
const MOST_WRONG = 10;
const wrongPasswords = new FailureLimit(15 * 60_000);

/** What ending sessions needs. */
export interface SessionContext {
  db: Database;
  now: Date;
  actor: Principal;
}

/** The sessions of an operator, newest first. */
export async function listSessions({ db, now }: { db: Database; now: Date }, userId: string): Promise<StoredSession[]> {
  return selectSessions(db, userId, now);
}

/** A session by its id. @throws Problem 404 */
export async function getSession({ db }: { db: Database }, id: string): Promise<StoredSession> {
  const session = await findSessionById(db, id);
  if (!session) throw notFound("There is no such session.");
  return session;
}

/** Ends an operator's session of this id, or all but `except`; every process refuses them within 5 s. Returns how many. */
export async function endSessions(
  { db, now, actor }: SessionContext,
  userId: string,
  which: { id?: string; except?: string },
): Promise<number> {
  return db.transaction(async (tx) => {
    const ended = await deleteSessions(tx, userId, which);
    const detail = { sessions: ended.map(({ id }) => id) };
    if (ended.length > 0)
      await recordAudit({ db: tx, now }, { actor, action: "session.revoked", target: userId, detail });
    return ended.length;
  });
}

/** Ends the operator's own session, as they sign out. */
export async function signOut({ db, now, actor }: SessionContext, session: Session): Promise<void> {
  await db.transaction(async (tx) => {
    await deleteSessions(tx, session.operator.id, { id: session.id });
    await recordAudit({ db: tx, now }, { actor, action: "sign_out.done", target: session.operator.id });
  });
}

/** Changes the operator's own password and ends their other sessions. @throws Problem 403 for a wrong current password, 429 after too many */
export async function changePassword(
  { db, now, actor }: SessionContext,
  { id, operator }: Session,
  { current, chosen }: { current: string; chosen: string },
): Promise<void> {
  const hash = await findPassword(db, operator.id);
  if (!hash) throw new Problem(409, "Conflict", "You sign in without a password.");
  const wait = wrongPasswords.take(operator.id, MOST_WRONG, performance.now());
  if (wait > 0) throw tooManyRequests("Too many attempts. Wait a while.", wait);
  if (!(await verifyPassword({ hash, password: current }))) {
    await recordAudit({ db, now }, { actor, action: "password.refused", target: operator.id });
    throw new Problem(403, "Forbidden", "The current password is wrong.");
  }
  wrongPasswords.giveBack(operator.id);
  const next = await hashPassword(chosen);
  await db.transaction(async (tx) => {
    await putPassword(tx, operator.id, next, now);
    await deleteSessions(tx, operator.id, { except: id });
    await recordAudit(
      { db: tx, now },
      { actor, action: "password.set", target: operator.id, detail: { by: "operator" } },
    );
  });
}
