import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKeyring, seal, unseal } from "@/lib/access/seal";
import type { Database } from "@/lib/db/client";
import { openSecrets, sealSecrets } from "@/lib/notify/secrets";
import { selectChannel } from "@/lib/notify/store";
import { makeChannel } from "../support/notices";
import { freshDatabase, type TestDatabase } from "../support/postgres";

const FIRST = "first-secret-of-the-installation-0123456789";
const SECOND = "second-secret-of-the-installation-012345678";
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

const keyring = (ROLLCALL_SECRET?: string, ROLLCALL_SECRET_PREVIOUS?: string) =>
  openKeyring({ db, env: { ROLLCALL_SECRET, ROLLCALL_SECRET_PREVIOUS } });

describe("a sealed text", () => {
  it("is opened by its key and for its owner alone, and whole", async () => {
    const keys = await keyring(FIRST);
    const sealed = await seal("a secret é", "chn_1", keys);
    expect(sealed).not.toContain("secret");
    expect(await unseal(sealed, "chn_1", keys)).toEqual({ text: "a secret é", isStale: false });
    expect(await unseal(sealed, "chn_2", keys)).toBeNull();
    expect(await unseal(sealed, "chn_1", await keyring(SECOND))).toBeNull();
    for (const at of [0, 14, sealed.length - 3]) {
      const broken = `${sealed.slice(0, at)}${sealed[at] === "A" ? "B" : "A"}${sealed.slice(at + 1)}`;
      expect(await unseal(broken, "chn_1", keys)).toBeNull();
    }
    for (const none of ["", "..", "a.b.c", "é.é.é"]) expect(await unseal(none, "chn_1", keys)).toBeNull();
  });

  it("is never the same twice", async () => {
    const keys = await keyring(FIRST);
    expect(await seal("a", "o", keys)).not.toBe(await seal("a", "o", keys));
  });
});

describe("after the installation's secret was changed", () => {
  it("what the former one sealed opens, and is sealed anew, so that the former one can go", async () => {
    const channel = await makeChannel(db, "webhook", { settings: { url: "https://a.example" } });
    const sealed = await sealSecrets(await keyring(FIRST), channel.id, { secret: "s" });
    await database.query("update channels set sealed = $1 where id = $2", [sealed, channel.id]);
    expect(await openSecrets({ db, keyring: await keyring(SECOND) }, { ...channel, sealed })).toBeNull();
    expect(await openSecrets({ db, keyring: await keyring(SECOND, FIRST) }, { ...channel, sealed })).toEqual({
      secret: "s",
    });
    const resealed = (await selectChannel(db, channel.id))!;
    expect(resealed.sealed).not.toBe(sealed);
    expect(await openSecrets({ db, keyring: await keyring(SECOND) }, resealed)).toEqual({ secret: "s" });
  });

  it("what the one kept in the database sealed opens too", async () => {
    const sealed = await seal("a", "o", await keyring());
    expect(await unseal(sealed, "o", await keyring(FIRST))).toEqual({ text: "a", isStale: true });
  });
});
