import { beforeEach, describe, expect, it } from "vitest";
import type { Session } from "@/lib/access/operator";
import { SessionVerifier } from "@/lib/access/session-verifier";

const SECRET = "a secret of this test";
const TOKEN = "abcdefghijklmnop0123456789";
const operator = { id: "user_1", name: "Ada", email: "ada@example.org", role: "viewer" as const };

let clock: number;
let asked: number;
let session: Session | undefined;
let verifier: SessionVerifier;
let headers: Headers;

beforeEach(async () => {
  [clock, asked] = [0, 0];
  session = { id: "s1", operator, expiresAt: new Date(600_000) };
  verifier = new SessionVerifier({
    findSession: async (token) => {
      asked += 1;
      return token === TOKEN ? session : undefined;
    },
    secret: async () => SECRET,
    now: () => new Date(clock),
    clock: () => clock,
  });
  headers = new Headers({ cookie: `theme=dark; rollcall.session_token=${await signed(TOKEN)}` });
});

describe("the verifier of sessions", () => {
  it("asks once for many at a time, and again after seconds", async () => {
    const found = await Promise.all([1, 2, 3].map(() => verifier.verify(headers)));
    expect(found.map((one) => one?.operator.name)).toEqual(["Ada", "Ada", "Ada"]);
    clock = 2900;
    await verifier.verify(headers);
    expect(asked).toBe(1);
    clock = 3000;
    session = undefined;
    expect(await verifier.verify(headers)).toBeNull();
  });

  it("lets nobody in by a session that has run out meanwhile, or was forgotten", async () => {
    session = { ...session!, expiresAt: new Date(1000) };
    await verifier.verify(headers);
    clock = 1000;
    expect(await verifier.verify(headers)).toBeNull();
    session = { ...session!, expiresAt: new Date(600_000) };
    verifier.forget(({ id }) => id === "s1");
    await verifier.verify(headers);
    expect(asked).toBe(2);
  });

  it("asks nobody about a cookie that is not signed by us", async () => {
    for (const value of [TOKEN, `${TOKEN}.AAAA`, `${TOKEN}.${btoa("x".repeat(32))}`, "%E0%A4%A", "a".repeat(900)]) {
      expect(await verifier.verify(new Headers({ cookie: `rollcall.session_token=${value}` }))).toBeNull();
    }
    expect(asked).toBe(0);
  });

  it("recalls who was here while it cannot ask, for a while", async () => {
    expect(verifier.recall(headers)).toBeNull();
    await verifier.verify(headers);
    clock = 60_000;
    expect(verifier.recall(headers)?.operator.name).toBe("Ada");
    clock = 600_001;
    expect(verifier.recall(headers)).toBeNull();
  });
});

/** As better-auth signs: HMAC-SHA256 in Base64 behind a dot, encoded for a cookie. */
async function signed(token: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(SECRET), algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(token)));
  return encodeURIComponent(`${token}.${btoa(String.fromCharCode(...signature))}`);
}
