import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { call, send } from "../support/http";
import { fromPage } from "../support/operators";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";
import { newOperator, PASSWORD } from "../support/sign-in";

const SETUP_TOKEN = "a-set-up-token-0123456789";
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { SETUP_TOKEN } });
});
afterAll(() => server?.stop());

const setUp = (token: string, email: string) =>
  send(`${server.url}/api/auth/set-up`, { token, name: "First", email, password: PASSWORD }, { key: null });
const page = (path: string) => call<string>(`${server.url}${path}`, { key: null, headers: { accept: "text/html" } });

describe("set-up", () => {
  it("is where a stranger is sent while there is nobody", async () => {
    for (const path of ["/", "/bots", "/live", "/sign-in"]) {
      const { status, headers } = await page(path);
      expect(`${path} ${status} ${headers.get("location")}`).toBe(`${path} 307 /set-up`);
    }
    expect((await page("/set-up")).body).toContain("Make the administrator");
  });

  it("is refused without the token, and with a weak password", async () => {
    expect((await setUp("wrong", "first@example.org")).status).toBe(403);
    const weak = { token: SETUP_TOKEN, name: "First", email: "first@example.org", password: "aaaaaaaaaaaaaa" };
    expect((await send(`${server.url}/api/auth/set-up`, weak, { key: null })).status).toBe(422);
  });

  it("makes exactly one administrator of twenty who try at once", async () => {
    const tries = Array.from({ length: 20 }, (_, n) => setUp(SETUP_TOKEN, `first-${n}@example.org`));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    expect(await databaseOf(server)("select role from auth_users")).toEqual([{ role: "admin" }]);
  });

  it("is done afterwards, and says so", async () => {
    expect((await page("/set-up")).body).toContain("Set-up is done");
    expect((await setUp(SETUP_TOKEN, "late@example.org")).status).toBe(409);
    expect((await page("/")).headers.get("location")).toBe("/sign-in?next=%2F");
  });
});

describe("the last administrator", () => {
  it("stays, though all of them demote, disable and remove each other at once", async () => {
    const query = databaseOf(server);
    await query("delete from auth_users");
    for (let round = 0; round < 3; round++) {
      const admins = await Promise.all([1, 2, 3, 4].map(() => newOperator(server.url, "admin", ADMIN_KEY)));
      // Whoever was left by the round before goes first.
      const ids = admins.map(({ id }) => id);
      await query("delete from auth_users where id <> all($1)", [ids]);
      const ways = [{ role: "viewer" }, { disabled: true }, null, { role: "operator" }];
      const asked = admins.map(({ id }, n) => {
        const url = `${server.url}/api/users/${id}`;
        const { cookie } = admins[(n + 1) % admins.length]!;
        const init = { key: null, headers: fromPage(server.url, cookie) };
        return ways[n] ? send(url, ways[n], { method: "PATCH", ...init }) : call(url, { method: "DELETE", ...init });
      });
      await Promise.all(asked);
      const [left] = await query<{ n: number }>(
        "select count(*)::int as n from auth_users where role = 'admin' and disabled_at is null",
      );
      expect(left?.n).toBeGreaterThanOrEqual(1);
    }
  });

  it("cannot remove themselves", async () => {
    const query = databaseOf(server);
    const { id, cookie } = await newOperator(server.url, "admin", ADMIN_KEY);
    await query("delete from auth_users where id <> $1", [id]);
    // One who never accepted the invitation is nobody to fall back on.
    await send(`${server.url}/api/users`, { name: "Invited", email: "invited@example.org", role: "admin" });
    const init = { key: null, headers: fromPage(server.url, cookie) };
    const { status, body } = await call(`${server.url}/api/users/${id}`, { method: "DELETE", ...init });
    expect([status, (body as { detail: string }).detail]).toEqual([409, expect.stringContaining("last administrator")]);
    const demoted = await send(`${server.url}/api/users/${id}`, { role: "viewer" }, { method: "PATCH", ...init });
    expect(demoted.status).toBe(409);
  });
});
