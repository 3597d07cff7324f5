import { tooManyRequests } from "../http/problem";
import { RateLimit } from "./rate-limit";
import type { Principal } from "./scope";
import { equalBytes, sha256 } from "./secret-text";
import type { StoredKey } from "./store";
import { matchesHash, prefixOf } from "./token";

/** A verified key counts without a question for this long, so a revocation holds within 5 s. */
const TRUSTED_MS = 4000;
/** From this age on it is asked for again in the background, while requests go on. */
const REFRESH_MS = 2000;
const TOUCH_EVERY_MS = 60_000;
const MAX_TRUSTED = 10_000;
/** Keys never seen to be valid may cost so many look-ups a second in all, so guessing cannot occupy the database. */
const UNKNOWN_LOOKUPS_PER_SECOND = 1000;

/** Where a verifier gets its facts. */
export interface VerifierSource {
  findActiveKey(prefix: string): Promise<StoredKey | undefined>;
  /** Notes the use of a key. Never awaited by a request. */
  touch(id: string, usedAt: Date, notSince: Date): Promise<void>;
  installationSecret(): Promise<string>;
  adminKey: string | undefined;
  now(): Date;
  /** Milliseconds of a clock that never goes back: the wall clock may, and would prolong trust. */
  clock(): number;
}

interface Trusted {
  principal: Principal;
  /** When the look-up that vouches for it began. */
  since: number;
  refreshing: boolean;
}

/** Tells whose key a text is. Remembers valid keys for a few seconds; of invalid ones it keeps nothing. */
export class KeyVerifier {
  private readonly trusted = new Map<string, Trusted>();
  private readonly pending = new Map<string, Promise<Principal | null>>();
  private readonly unknown = new RateLimit(UNKNOWN_LOOKUPS_PER_SECOND);
  private secret: Promise<string> | undefined;
  private adminDigest: Promise<Uint8Array> | undefined;

  constructor(private readonly source: VerifierSource) {}

  /**
   * The principal of a key, null for an invalid one. At once for a key verified lately, else a promise.
   * @throws Problem 429 when too many unknown keys are tried; what the database throws when it cannot be asked
   */
  verify(token: string): Principal | null | Promise<Principal | null> {
    const trusted = this.trusted.get(token);
    if (!trusted) return this.lookUp(token, () => this.limitUnknown());
    const age = this.source.clock() - trusted.since;
    if (age >= TRUSTED_MS) return this.lookUp(token);
    if (age >= REFRESH_MS && !trusted.refreshing) {
      trusted.refreshing = true;
      // A failure only leaves the key to expire.
      this.lookUp(token).catch(() => {
        trusted.refreshing = false;
      });
    }
    return trusted.principal;
  }

  /** Forgets a key at once, so that its revocation holds in this process immediately. */
  forget(id: string): void {
    for (const [token, { principal }] of this.trusted) if (principal.id === id) this.trusted.delete(token);
  }

  private limitUnknown(): void {
    const wait = this.unknown.take("", this.source.clock());
    if (wait > 0) throw tooManyRequests("Too many unknown keys are being tried.", wait);
  }

  private lookUp(token: string, beforehand?: () => void): Promise<Principal | null> {
    const running = this.pending.get(token);
    if (running) return running;
    const lookUp = this.identify(token, beforehand).finally(() => this.pending.delete(token));
    this.pending.set(token, lookUp);
    return lookUp;
  }

  private async identify(token: string, beforehand?: () => void): Promise<Principal | null> {
    const since = this.source.clock();
    const principal = (await this.environmentKey(token)) ?? (await this.storedKey(token, beforehand));
    this.trusted.delete(token);
    if (principal) this.trust(token, { principal, since, refreshing: false });
    return principal;
  }

  private async environmentKey(token: string): Promise<Principal | null> {
    const { adminKey } = this.source;
    if (!adminKey) return null;
    this.adminDigest ??= sha256(adminKey);
    if (!equalBytes(await sha256(token), await this.adminDigest)) return null;
    return { kind: "environment", id: "ADMIN_API_KEY", name: "ADMIN_API_KEY", scope: "admin" };
  }

  private async storedKey(token: string, beforehand?: () => void): Promise<Principal | null> {
    const prefix = prefixOf(token);
    if (prefix === null) return null;
    beforehand?.();
    const key = await this.source.findActiveKey(prefix);
    if (!key || !(await matchesHash(token, key.hash, await this.installationSecret()))) return null;
    this.touch(key);
    return { kind: "key", id: key.id, name: key.name, scope: key.scope };
  }

  private installationSecret(): Promise<string> {
    this.secret ??= this.source.installationSecret().catch((error) => {
      this.secret = undefined;
      throw error;
    });
    return this.secret;
  }

  private touch(key: StoredKey): void {
    const usedAt = this.source.now();
    const notSince = new Date(usedAt.getTime() - TOUCH_EVERY_MS);
    if (key.lastUsedAt && key.lastUsedAt > notSince) return;
    // A use that could not be noted is noted by the next one.
    this.source.touch(key.id, usedAt, notSince).catch(() => {});
  }

  private trust(token: string, entry: Trusted): void {
    this.trusted.set(token, entry);
    if (this.trusted.size > MAX_TRUSTED) this.trusted.delete(this.trusted.keys().next().value!);
  }
}
