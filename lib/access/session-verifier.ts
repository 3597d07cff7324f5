import { cookieOf, SESSION_COOKIE, signedToken } from "./cookie";
import type { Session } from "./operator";

/** A verified session counts without a question for this long, so its end holds everywhere within 5 s. */
const TRUSTED_MS = 3000;
/** How long a page may still name the operator while the database, and so the session, is out of reach. */
const RECALLED_MS = 600_000;
const MAX_KNOWN = 5000;
const MAX_COOKIE = 400;

/** Where a verifier of sessions gets its facts. */
export interface SessionSource {
  /** The session of this token, unless it has run out or its operator is disabled. */
  findSession(token: string, now: Date): Promise<Session | undefined>;
  secret(): Promise<string>;
  now(): Date;
  /** Milliseconds of a clock that never goes back. */
  clock(): number;
}

interface Known {
  session: Session;
  /** When the look-up that vouches for it began. */
  since: number;
}

/** Tells who is signed in. Remembers sessions for a few seconds, and nothing of cookies that are none. */
export class SessionVerifier {
  private readonly known = new Map<string, Known>();
  private readonly pending = new Map<string, Promise<Session | null>>();
  private secret: Promise<string> | undefined;

  constructor(private readonly source: SessionSource) {}

  /** The session that the request's cookie stands for, null for none. Throws what the database throws when it is away. */
  async verify(headers: Headers): Promise<Session | null> {
    const cookie = cookieOf(headers, SESSION_COOKIE);
    if (!cookie || cookie.length > MAX_COOKIE) return null;
    const known = this.known.get(cookie);
    if (known && this.source.clock() - known.since < TRUSTED_MS) return this.unexpired(known.session);
    const running = this.pending.get(cookie);
    if (running) return running;
    const lookUp = this.lookUp(cookie).finally(() => this.pending.delete(cookie));
    this.pending.set(cookie, lookUp);
    return lookUp;
  }

  /** The session as it was when the database last answered. It may name an operator, never let one do anything. */
  recall(headers: Headers): Session | null {
    const known = this.known.get(cookieOf(headers, SESSION_COOKIE) ?? "");
    return known && this.source.clock() - known.since < RECALLED_MS ? this.unexpired(known.session) : null;
  }

  /** Forgets the sessions that match, so that what was done to them holds in this process immediately. */
  forget(matches: (session: Session) => boolean): void {
    for (const [cookie, { session }] of this.known) if (matches(session)) this.known.delete(cookie);
  }

  private async lookUp(cookie: string): Promise<Session | null> {
    const since = this.source.clock();
    const token = await signedToken(cookie, await this.sessionSecret());
    const session = token && (await this.source.findSession(token, this.source.now()));
    this.known.delete(cookie);
    if (!session) return null;
    this.known.set(cookie, { session, since });
    if (this.known.size > MAX_KNOWN) this.known.delete(this.known.keys().next().value!);
    return session;
  }

  private sessionSecret(): Promise<string> {
    this.secret ??= this.source.secret().catch((error) => {
      this.secret = undefined;
      throw error;
    });
    return this.secret;
  }

  private unexpired(session: Session): Session | null {
    return session.expiresAt > this.source.now() ? session : null;
  }
}
