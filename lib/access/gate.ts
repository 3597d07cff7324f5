import type { Database } from "../db/client";
import { installationSecret, sessionSecret } from "./installation";
import { findSession } from "./operators/store";
import { RateLimit } from "./rate-limit";
import { SessionVerifier } from "./session-verifier";
import { findActiveKey, touchKey } from "./store";
import { KeyVerifier } from "./verifier";

/** What the gate is made from: the process's runtime has it. */
export interface GateContext {
  db: Database;
  now: () => Date;
  env: { ROLLCALL_SECRET?: string; PUBLIC_URL?: string; ADMIN_API_KEY?: string; RATE_LIMIT_PER_SECOND: number };
}

/** What this process remembers of callers: verified keys and sessions, and how fast each one asks. */
export interface Gate {
  sessions: SessionVerifier;
  /** The origin at which browsers reach us, where it is not the host that they ask for. */
  site: string | undefined;
  verifier: KeyVerifier;
  rateLimit: RateLimit;
}

const gates = Symbol.for("rollcall.access.gates");

/**
 * The one gate of a database in this process. It hangs on globalThis, since the server's bundle and Next's are two copies
 * of this module in one process and must share limits and revocations.
 */
export function gateOf(context: GateContext): Gate {
  const shared = globalThis as { [gates]?: WeakMap<Database, Gate> };
  shared[gates] ??= new WeakMap();
  let gate = shared[gates].get(context.db);
  if (!gate) {
    gate = createGate(context);
    shared[gates].set(context.db, gate);
  }
  return gate;
}

/** A gate of its own. */
export function createGate({ db, now, env }: GateContext): Gate {
  return {
    site: env.PUBLIC_URL,
    sessions: new SessionVerifier({
      findSession: (token, at) => findSession(db, token, at),
      secret: () => sessionSecret({ db, env }),
      now,
      clock: () => performance.now(),
    }),
    rateLimit: new RateLimit(env.RATE_LIMIT_PER_SECOND),
    verifier: new KeyVerifier({
      findActiveKey: (prefix) => findActiveKey(db, prefix),
      touch: (id, usedAt, notSince) => touchKey(db, id, usedAt, notSince),
      installationSecret: () => installationSecret({ db, env }),
      adminKey: env.ADMIN_API_KEY,
      now,
      clock: () => performance.now(),
    }),
  };
}
