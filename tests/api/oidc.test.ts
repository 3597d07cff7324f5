import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { call, send } from "../support/http";
import { type Accounts, Journey, type OidcProvider, startOidc } from "../support/oidc";
import { freePort } from "../support/port";
import { startServer, type TestServer } from "../support/server";

const SITE = "https://rollcall.invalid";
const ACCOUNTS: Accounts = {
  first: { email: "first@example.org", email_verified: true, name: "First" },
  boss: { email: "boss@example.org", email_verified: true, name: "Boss", groups: ["staff", "admins"] },
  ops: { email: "ops@example.org", email_verified: true, name: "Ops", groups: ["ops"] },
  known: { email: "Known@example.org", email_verified: true, name: "Known" },
  stranger: { email: "stranger@example.org", email_verified: false, name: "Stranger" },
  claimant: { email: "victim@example.org", email_verified: false, name: "Claimant" },
};

let server: TestServer;
let provider: OidcProvider;

beforeAll(async () => {
  const port = await freePort();
  // The server's own port is not known before it starts: browsers reach it by a name that the journey translates.
  const env = { OIDC_ROLE_CLAIM: "groups", OIDC_ROLES: "admins=admin,ops=operator", PUBLIC_URL: SITE };
  provider = await startOidc(port, `${SITE}/api/auth/callback/oidc`, ACCOUNTS);
  server = await startServer({ env: { ...provider.env, ...env } });
});
afterAll(async () => {
  await server?.stop();
  await provider?.stop();
});

const operator = async (cookie: string) => {
  const { body } = await call<{ sessions: { user_id: string }[] }>(`${server.url}/api/sessions`, {
    key: null,
    headers: { cookie },
  });
  const id = body.sessions?.[0]?.user_id;
  return id
    ? (await call<{ role: string; email: string; sign_in: string[] }>(`${server.url}/api/users/${id}`)).body
    : null;
};
const signIn = async (login: string, next = "/bots") => {
  const journey = new Journey(SITE, server.url);
  const end = await journey.signIn(`${server.url}/api/auth/oidc?next=${encodeURIComponent(next)}`, login);
  return { ...end, cookie: journey.cookiesOf(server.url) };
};

it("signs the first operator in, who does not become an administrator by being first", async () => {
  const { url, response, cookie } = await signIn("first", "/bots?tag=a");
  expect([response.status, url.pathname + url.search]).toEqual([200, "/bots?tag=a"]);
  expect(await operator(cookie)).toMatchObject({ role: "viewer", email: "first@example.org", sign_in: ["oidc"] });
  const { body } = await call<string>(`${server.url}/set-up`, { key: null, headers: { accept: "text/html" } });
  expect(body).toContain("Make the administrator");
});

it("gives the role that the claim is mapped to, and follows it", async () => {
  expect(await operator((await signIn("boss")).cookie)).toMatchObject({ role: "admin" });
  expect(await operator((await signIn("ops")).cookie)).toMatchObject({ role: "operator" });
  await databaseOf(server)("update auth_users set role = 'admin' where email = 'ops@example.org'");
  expect(await operator((await signIn("ops")).cookie)).toMatchObject({ role: "operator" });
});

it("keeps the last administrator whatever the provider says", async () => {
  const query = databaseOf(server);
  const { cookie } = await signIn("ops");
  const user = await operator(cookie);
  await query("update auth_users set role = case when email = $1 then 'admin' else 'viewer' end", [user?.email]);
  expect(await operator((await signIn("ops")).cookie)).toMatchObject({ role: "admin" });
});

it("knows an operator whom an administrator added by the verified address, and not by one that is only claimed", async () => {
  const add = (email: string) =>
    send<{ id: string }>(`${server.url}/api/users`, { name: "Added", email, role: "viewer" });
  const added = await add("known@example.org");
  await add("victim@example.org");
  const { cookie } = await signIn("known");
  expect(await operator(cookie)).toMatchObject({ id: added.body.id, sign_in: ["oidc"] });
  const refused = await signIn("claimant");
  expect(refused.url.pathname + refused.url.search).toBe("/sign-in?error=oidc");
  expect(await operator(refused.cookie)).toBeNull();
});

it("adds nobody by an address that is only claimed", async () => {
  const refused = await signIn("stranger");
  expect(refused.url.pathname + refused.url.search).toBe("/sign-in?error=oidc");
  const found = await databaseOf(server)("select id from auth_users where email = 'stranger@example.org'");
  expect(found).toEqual([]);
});

it("refuses whom an administrator has disabled", async () => {
  await databaseOf(server)("update auth_users set disabled_at = now() where email = 'boss@example.org'");
  const { url, cookie } = await signIn("boss");
  expect(url.pathname).toBe("/sign-in");
  expect(await operator(cookie)).toBeNull();
});

it("refuses a return that this browser did not begin, and writes it down", async () => {
  const callback = `${server.url}/api/auth/callback/oidc?code=made-up&state=made-up`;
  const { status, headers } = await call(callback, { key: null });
  expect([status, headers.get("location")]).toEqual([303, "/sign-in?error=oidc"]);
  const { body } = await call<{ entries: { action: string }[] }>(`${server.url}/api/audit?action=sign_in.refused`);
  expect(body.entries[0]?.action).toBe("sign_in.refused");
});

it("leaves nothing of the provider's tokens in the database", async () => {
  const rows = await databaseOf(server)(
    "select * from auth_accounts where access_token is not null or refresh_token is not null or id_token is not null",
  );
  expect(rows).toEqual([]);
});
