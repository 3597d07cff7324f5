import { hashPassword } from "better-auth/crypto";
import { forbidden, Problem, tooManyRequests } from "../http/problem";
import { recordAudit } from "./audit";
import { FailureLimit } from "./failure-limit";
import { claimSetUp, countOperators, insertUser, putPassword } from "./operators/store";
import { equalSecrets, randomText } from "./secret-text";
import { type SetUpContext, setUpToken } from "./set-up-state";
import type { SetUp } from "./user-schema";

/** Wrong tokens that one address may try in a window. */
const MOST = 60;
const limit = new FailureLimit(15 * 60_000);

/**
 * Makes the first administrator. Of many at once, one does.
 * @param address of who asks, as far as it is known
 * @throws Problem 403 for a wrong token, 409 when there is an administrator, 429 after too many wrong tokens
 */
export async function setUp(
  context: SetUpContext,
  { token, name, email, password }: SetUp,
  address: string | null,
): Promise<void> {
  const { db, now } = context;
  if ((await countOperators(db)).isSetUp) throw isDone();
  const wait = limit.take(String(address), MOST, performance.now());
  if (wait > 0) throw tooManyRequests("Too many attempts. Wait a while.", wait);
  const isRight = await equalSecrets(token.trim(), await setUpToken(context));
  if (!isRight) {
    const actor = { kind: "anonymous" as const, id: "", name: email };
    await recordAudit({ db, now }, { actor, action: "set_up.refused", target: email, detail: { address } });
    throw forbidden("This is not the token that Rollcall printed.");
  }
  limit.giveBack(String(address));
  const hash = await hashPassword(password);
  const id = `user_${randomText(16)}`;
  await db.transaction(async (tx) => {
    if (!(await claimSetUp(tx, id)) || !(await insertUser(tx, { id, name, email, role: "admin", now }))) throw isDone();
    await putPassword(tx, id, hash, now);
    const actor = { kind: "operator" as const, id, name };
    await recordAudit({ db: tx, now }, { actor, action: "set_up.done", target: id, detail: { email } });
  });
}

const isDone = () => new Problem(409, "Conflict", "Rollcall has its first administrator already: sign in.");
