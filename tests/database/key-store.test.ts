import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admit } from "@/lib/access/authorise";
import { createGate, type GateContext } from "@/lib/access/gate";
import { installationSecret } from "@/lib/access/installation";
import { createKey, listKeys, revokeKey, rotateKey } from "@/lib/access/keys";
import type { KeyPosition } from "@/lib/access/store";
import type { Database } from "@/lib/db/client";
import { freshDatabase, type TestDatabase } from "../support/postgres";
import { eventually } from "../support/wait";

const env: GateContext["env"] = { RATE_LIMIT_PER_SECOND: 20 };
let database: TestDatabase;
let pool: pg.Pool;
let db: Database;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  pool.on("error", () => {});
  db = drizzle({ client: pool });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const actor = { kind: "system" as const, id: "test", name: "test" };
const context = () => ({ db, env, now: new Date(), actor });
const gate = () => createGate({ db, env, now: () => new Date() });
const request = (token: string) => new Request("http://localhost/", { headers: { authorization: `Bearer ${token}` } });
const issue = (scope: "ingest" | "read" | "admin" = "ingest") => createKey(context(), { name: "a key", scope });

describe("the installation's secret", () => {
  it("is made once, however many processes start together", async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => installationSecret(context())));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]!.length).toBeGreaterThanOrEqual(32);
  });
});

describe("a key in the database", () => {
  it("is nowhere in plain text", async () => {
    const { token, key } = await issue();
    const rows = await database.query<{ row: string }>(
      "select to_jsonb(k)::text as row from api_keys k where id = $1",
      [key.id],
    );
    expect(rows[0]!.row).not.toContain(token);
    expect(rows[0]!.row).not.toContain(token.slice(-20));
  });

  it("lets its scope through and no other", async () => {
    const at = gate();
    const { token } = await issue("ingest");
    expect(await admit(at, request(token), "ingest")).toMatchObject({ kind: "key", scope: "ingest" });
    await expect(admit(at, request(token), "read")).rejects.toMatchObject({ status: 403 });
    await expect(admit(at, request(token), "admin")).rejects.toMatchObject({ status: 403 });
    const admin = await issue("admin");
    for (const scope of ["ingest", "read", "admin"] as const) await admit(at, request(admin.token), scope);
    await expect(admit(at, request(`${token}0`), "ingest")).rejects.toMatchObject({ status: 401 });
  });

  it("remembers its last use", async () => {
    const { token, key } = await issue();
    await admit(gate(), request(token), "ingest");
    await eventually(async () => {
      const [row] = await database.query<{ last_used_at: Date | null }>(
        "select last_used_at from api_keys where id = $1",
        [key.id],
      );
      return row!.last_used_at instanceof Date;
    });
  });

  it("is refused everywhere within 5 s of its revocation, under steady use", async () => {
    const elsewhere = gate();
    const { token, key } = await issue();
    await admit(elsewhere, request(token), "ingest");
    await revokeKey(context(), key.id);
    const revokedAt = performance.now();
    let refusedAfter = Number.POSITIVE_INFINITY;
    while (performance.now() - revokedAt < 6000) {
      const refused = await admit(elsewhere, request(token), "ingest").then(
        () => false,
        (error) => error.status === 401,
      );
      if (refused) {
        refusedAfter = performance.now() - revokedAt;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(refusedAfter).toBeLessThan(5000);
  });

  it("ends for good when revoked, and only once", async () => {
    const { key } = await issue();
    const ended = await Promise.all([1, 2, 3].map(() => revokeKey(context(), key.id)));
    expect(ended.filter((each) => each !== null)).toHaveLength(1);
    expect(await rotateKey(context(), key.id)).toBeNull();
  });

  it("keeps its id, name and scope when rotated; the old text ends", async () => {
    const { token, key } = await issue("read");
    const rotated = await rotateKey(context(), key.id);
    expect(rotated?.key).toMatchObject({ id: key.id, name: key.name, scope: "read" });
    await expect(admit(gate(), request(token), "read")).rejects.toMatchObject({ status: 401 });
    expect(await admit(gate(), request(rotated!.token), "read")).toMatchObject({ id: key.id });
  });

  it("gets 429 with Retry-After beyond its rate, and is free again a second later", async () => {
    const at = gate();
    const { token } = await issue();
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => admit(at, request(token), "ingest")));
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.length).toBeGreaterThanOrEqual(15);
    expect(refused[0]!.reason).toMatchObject({ status: 429, extra: { headers: { "retry-after": "1" } } });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await admit(at, request(token), "ingest");
  });
});

describe("the list of keys", () => {
  it("shows every key once, newest first, page by page, though many have the same time", async () => {
    const now = new Date();
    const made = await Promise.all(
      Array.from({ length: 25 }, () => createKey({ ...context(), now }, { name: "x", scope: "read" })),
    );
    const seen: string[] = [];
    let after: KeyPosition | undefined;
    do {
      const page = await listKeys({ db }, { limit: 4, ...(after && { after }) });
      seen.push(...page.keys.map((key) => key.id));
      after = page.next ?? undefined;
    } while (after);
    expect(new Set(seen).size).toBe(seen.length);
    for (const { key } of made) expect(seen).toContain(key.id);
  });
});
