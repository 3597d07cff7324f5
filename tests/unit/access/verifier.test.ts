import { describe, expect, it } from "vitest";
import type { StoredKey } from "@/lib/access/store";
import { hashToken, newToken } from "@/lib/access/token";
import { KeyVerifier } from "@/lib/access/verifier";

const SECRET = "the installation's secret of tests";
const ADMIN = "an-admin-key-from-the-environment-0123456789";

/** A verifier over keys in memory, with a clock that stands until it is moved. */
function keysInMemory() {
  const keys = new Map<string, StoredKey>();
  const world = { clock: 0, lookUps: 0, touches: [] as string[], down: false };
  const verifier = new KeyVerifier({
    findActiveKey: async (prefix) => {
      world.lookUps += 1;
      if (world.down) throw new Error("database down");
      const key = keys.get(prefix);
      return key?.revokedAt ? undefined : key;
    },
    touch: async (id, usedAt) => {
      world.touches.push(id);
      for (const key of keys.values()) if (key.id === id) key.lastUsedAt = usedAt;
    },
    installationSecret: async () => SECRET,
    adminKey: ADMIN,
    now: () => new Date(1_800_000_000_000 + world.clock),
    clock: () => world.clock,
  });
  const issue = async (): Promise<{ token: string; key: StoredKey }> => {
    const { token, prefix } = newToken("ingest");
    const key: StoredKey = {
      id: `key_${prefix}`,
      name: "a bot",
      scope: "ingest",
      prefix,
      hash: await hashToken(token, SECRET),
      createdAt: new Date(0),
      createdBy: "test",
      lastUsedAt: null,
      revokedAt: null,
    };
    keys.set(prefix, key);
    return { token, key };
  };
  return { verifier, world, issue };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("a verifier of keys", () => {
  it("knows a valid key, at once the second time", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token, key } = await issue();
    expect(await verifier.verify(token)).toEqual({ kind: "key", id: key.id, name: "a bot", scope: "ingest" });
    expect(verifier.verify(token)).toMatchObject({ id: key.id });
    expect(world.lookUps).toBe(1);
  });

  it("refuses a key with the right prefix and a wrong rest, and what is no key", async () => {
    const { verifier, issue } = keysInMemory();
    const { token } = await issue();
    const forged = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
    expect(await verifier.verify(forged)).toBeNull();
    expect(await verifier.verify("")).toBeNull();
    expect(await verifier.verify("rc_a_nothing")).toBeNull();
  });

  it("takes the admin key of the environment without the database", async () => {
    const { verifier, world } = keysInMemory();
    world.down = true;
    expect(await verifier.verify(ADMIN)).toMatchObject({ kind: "environment", scope: "admin" });
    expect(await verifier.verify(`${ADMIN}0`)).toBeNull();
  });

  it("refuses a key within 5 s of its revocation elsewhere, under steady use", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token, key } = await issue();
    await verifier.verify(token);
    key.revokedAt = new Date();
    let refusedAt = Number.POSITIVE_INFINITY;
    for (; world.clock < 10_000; world.clock += 100) {
      if ((await verifier.verify(token)) === null) {
        refusedAt = world.clock;
        break;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(refusedAt).toBeLessThanOrEqual(5000);
  });

  it("refuses a key within 5 s of its revocation elsewhere, after silence", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token, key } = await issue();
    await verifier.verify(token);
    key.revokedAt = new Date();
    world.clock = 4000;
    expect(await verifier.verify(token)).toBeNull();
  });

  it("refuses a key at once that was revoked here", async () => {
    const { verifier, issue } = keysInMemory();
    const { token, key } = await issue();
    await verifier.verify(token);
    key.revokedAt = new Date();
    verifier.forget(key.id);
    expect(await verifier.verify(token)).toBeNull();
  });

  it("asks again in the background, once, while requests go on", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token } = await issue();
    await verifier.verify(token);
    world.clock = 2500;
    for (let i = 0; i < 100; i++) expect(verifier.verify(token)).not.toBeInstanceOf(Promise);
    await settle();
    expect(world.lookUps).toBe(2);
    world.clock = 5000;
    expect(verifier.verify(token)).toMatchObject({ scope: "ingest" });
  });

  it("trusts nobody longer than 4 s while the database is down", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token } = await issue();
    await verifier.verify(token);
    world.down = true;
    world.clock = 3000;
    expect(verifier.verify(token)).toMatchObject({ scope: "ingest" });
    await settle();
    world.clock = 4000;
    await expect(verifier.verify(token)).rejects.toThrow("database down");
    world.down = false;
    expect(await verifier.verify(token)).toMatchObject({ scope: "ingest" });
  });

  it("asks once for many requests of a new key", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token } = await issue();
    const all = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)));
    expect(all.every((principal) => principal?.scope === "ingest")).toBe(true);
    expect(world.lookUps).toBe(1);
  });

  it("lets unknown keys ask the database 1,000 times a second at most, without harm to known ones", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token } = await issue();
    await verifier.verify(token);
    const guesses = Array.from({ length: 3000 }, () => verifier.verify(newToken("admin").token));
    const outcomes = await Promise.allSettled(guesses);
    expect(outcomes.filter((outcome) => outcome.status === "rejected").length).toBeGreaterThanOrEqual(2000);
    expect(outcomes.find((outcome) => outcome.status === "rejected")).toMatchObject({ reason: { status: 429 } });
    expect(world.lookUps).toBeLessThanOrEqual(1001);
    world.clock = 4000.5;
    expect(await verifier.verify(token)).toMatchObject({ scope: "ingest" });
  });

  it("notes the use of a key once a minute at most", async () => {
    const { verifier, world, issue } = keysInMemory();
    const { token, key } = await issue();
    for (; world.clock < 59_000; world.clock += 1000) await verifier.verify(token);
    await settle();
    expect(world.touches).toEqual([key.id]);
    for (; world.clock < 70_000; world.clock += 1000) await verifier.verify(token);
    await settle();
    expect(world.touches).toHaveLength(2);
  });
});
