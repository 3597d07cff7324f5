import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { call, send } from "../support/http";
import { fromPage, makeOperator } from "../support/operators";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";
import { cookieFrom, newOperator, PASSWORD, signInAgain, type TestOperator } from "../support/sign-in";
import { eventually } from "../support/wait";

interface User {
  id: string;
  email: string;
  role: string;
  status: string;
  sign_in: string[];
  last_sign_in_at: string | null;
  invitation?: { url: string };
}
interface Sessions {
  sessions: { id: string; current: boolean }[];
}
interface Audit {
  entries: { actor: { kind: string; id: string; name: string }; action: string; target: string; detail: unknown }[];
}

/** Five seconds are promised; a busy machine adds to them. */
const REVOKED_WITHIN_MS = 10_000;

let server: TestServer;
let admin: TestOperator;

beforeAll(async () => {
  server = await startServer();
  admin = await newOperator(server.url, "admin", ADMIN_KEY);
});
afterAll(() => server?.stop());

const operator = (role: "admin" | "operator" | "viewer") => newOperator(server.url, role, ADMIN_KEY);
const as = (cookie: string) => ({ key: null, headers: fromPage(server.url, cookie) });
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = { origin: server.url }) =>
  fetch(`${server.url}${path}`, { method: "POST", redirect: "manual", headers, body: new URLSearchParams(fields) });
const audit = async (query: string) => (await call<Audit>(`${server.url}/api/audit?${query}`)).body.entries;
const readsWith = async (cookie: string) => (await call(`${server.url}/api/bots`, as(cookie))).status;

describe("sign-in", () => {
  it("gives a browser a session by a form, and leads it to where it wanted", async () => {
    const { email, password } = await operator("viewer");
    const answer = await form("/api/auth/sign-in", { email: email.toUpperCase(), password, next: "/bots?tag=a" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/bots?tag=a"]);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^rollcall\.session_token=.*Max-Age=604800.*HttpOnly; SameSite=Lax$/,
    );
    expect(await readsWith(cookieFrom(answer))).toBe(200);
  });

  it("marks the cookie Secure where the browser came by HTTPS", async () => {
    const { email, password } = await operator("viewer");
    const headers = { origin: server.url, "x-forwarded-proto": "https", "sec-fetch-site": "same-origin" };
    const answer = await form("/api/auth/sign-in", { email, password }, headers);
    expect(answer.headers.get("set-cookie")).toContain("Secure");
  });

  it.each(["//evil.example", "https://evil.example/", "/\\evil.example", "/sign-in", "javascript:alert(1)"])(
    "leads to no other site: %s",
    async (next) => {
      const answer = await form("/api/auth/sign-in", { email: admin.email, password: PASSWORD, next });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    },
  );

  it("tells a wrong password and an unknown address in the same words, and keeps both in the log", async () => {
    const { email } = await operator("viewer");
    const unknown = `nobody-${crypto.randomUUID()}@example.org`;
    const answers = await Promise.all(
      [email, unknown].map((who) => form("/api/auth/sign-in", { email: who, password: "not the password" })),
    );
    expect(answers.map((answer) => answer.headers.get("location"))).toEqual([
      "/sign-in?next=%2F&error=refused",
      "/sign-in?next=%2F&error=refused",
    ]);
    const refused = (await audit("action=sign_in.refused")).map(({ target }) => target);
    expect(refused).toContain(email);
    expect(refused).toContain(unknown);
    expect(JSON.stringify(await audit(""))).not.toContain("not the password");
  });

  it("is refused to a page of another site", async () => {
    const { email, password } = await operator("viewer");
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, {}]) {
      const answer = await form("/api/auth/sign-in", { email, password }, headers as Record<string, string>);
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
    }
  });

  it("gives up on whoever guesses, though the next guess were right", async () => {
    const { email, password } = await operator("viewer");
    const guesses = Array.from({ length: 14 }, () =>
      form("/api/auth/sign-in", { email, password: "a wrong password" }),
    );
    const led = (await Promise.all(guesses)).map(({ headers }) => headers.get("location"));
    expect(led.filter((path) => path?.endsWith("error=refused")).length).toBeLessThanOrEqual(10);
    const right = await send(`${server.url}/api/auth/sign-in`, { email, password }, { key: null });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("has no other door: better-auth's own paths are closed", async () => {
    const body = { email: "intruder@example.org", password: PASSWORD, name: "Intruder" };
    for (const path of ["sign-up/email", "sign-in/email", "update-user", "delete-user", "callback/oidc"]) {
      const { status } = await send(`${server.url}/api/auth/${path}`, body, as(admin.cookie));
      expect(`${path} ${status}`).toMatch(/ (404|405)$/);
    }
  });
});

describe("a session", () => {
  it("cannot be used to find the password", async () => {
    const { cookie, password } = await operator("viewer");
    const change = (current: string) =>
      send(
        `${server.url}/api/auth/password`,
        { current_password: current, new_password: "another long one" },
        as(cookie),
      );
    const wrong = await Promise.all(Array.from({ length: 12 }, (_, index) => change(`a wrong one ${index}`)));
    expect(wrong.filter(({ status }) => status === 403)).toHaveLength(10);
    expect((await change(password)).status).toBe(429);
  });

  it("is ended by signing out", async () => {
    const { cookie } = await operator("viewer");
    const answer = await form("/sign-out", {}, fromPage(server.url, cookie));
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in"]);
    expect(answer.headers.get("set-cookie")).toContain("Max-Age=0");
    expect(await readsWith(cookie)).toBe(401);
  });

  it("is listed to whom it belongs, and ended by them", async () => {
    const viewer = await operator("viewer");
    const other = await signInAgain(server.url, viewer);
    const { sessions } = (await call<Sessions>(`${server.url}/api/sessions`, as(viewer.cookie))).body;
    expect(sessions).toHaveLength(2);
    expect(JSON.stringify(sessions)).not.toContain(decodeURIComponent(other).split(/[=.]/)[2]);
    const foreign = sessions.find(({ current }) => !current);
    const ended = await call(`${server.url}/api/sessions/${foreign?.id}`, { method: "DELETE", ...as(viewer.cookie) });
    expect(ended.status).toBe(204);
    expect(await readsWith(other)).toBe(401);
    expect(await readsWith(viewer.cookie)).toBe(200);
  });

  it("of another operator is an administrator's to see and to end, nobody else's", async () => {
    const [viewer, nosy] = [await operator("viewer"), await operator("operator")];
    const url = `${server.url}/api/sessions?user_id=${viewer.id}`;
    expect((await call(url, as(nosy.cookie))).status).toBe(403);
    const { sessions } = (await call<Sessions>(url, as(admin.cookie))).body;
    const one = `${server.url}/api/sessions/${sessions[0]?.id}`;
    expect((await call(one, { method: "DELETE", ...as(nosy.cookie) })).status).toBe(403);
    expect((await call(url, { method: "DELETE", ...as(admin.cookie) })).body).toEqual({ ended: 1 });
    expect(await readsWith(viewer.cookie)).toBe(401);
  });

  it("revoked behind this process's back is refused within seconds, and its open stream is cut off", async () => {
    const viewer = await operator("viewer");
    const read = await readStream({ cookie: viewer.cookie });
    await databaseOf(server)("delete from auth_sessions where user_id = $1", [viewer.id]);
    const since = performance.now();
    await eventually(async () => (await readsWith(viewer.cookie)) === 401);
    await read.ended;
    expect(performance.now() - since).toBeLessThan(REVOKED_WITHIN_MS);
  });

  it("cannot be made up", async () => {
    const [name, value = ""] = admin.cookie.split("=");
    const token = decodeURIComponent(value).split(".")[0] ?? "";
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${"A".repeat(43)}%3D`,
      value.replace(/^./, (first) => (first === "x" ? "y" : "x")),
      "",
      "..",
      "%",
    ]) {
      expect(await readsWith(`${name}=${forged}`)).toBe(401);
    }
  });

  it("changes nothing at the word of another site's page", async () => {
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "same-site" },
      {},
    ];
    for (const headers of foreign) {
      const init = { key: null, headers: { cookie: admin.cookie, ...headers } };
      expect((await send(`${server.url}/api/keys`, { name: "x", scope: "read" }, init)).status).toBe(403);
    }
  });
});

describe("a key", () => {
  it("that is revoked reads no further by the stream it had opened", async () => {
    const made = await send<{ id: string; key: string }>(`${server.url}/api/keys`, {
      name: "of a test",
      scope: "read",
    });
    const read = await readStream({ authorization: `Bearer ${made.body.key}` });
    const since = performance.now();
    expect((await call(`${server.url}/api/keys/${made.body.id}`, { method: "DELETE" })).status).toBe(204);
    await read.ended;
    expect(performance.now() - since).toBeLessThan(REVOKED_WITHIN_MS);
  });
});

/** Opens the stream and reads it; `ended` resolves when the server ends it. */
async function readStream(headers: Record<string, string>): Promise<{ ended: Promise<void> }> {
  const stream = await fetch(`${server.url}/api/events/stream`, { headers });
  expect(stream.status).toBe(200);
  const reader = stream.body!.getReader();
  await reader.read();
  const readOn = async () => {
    while (!(await reader.read()).done);
  };
  return { ended: readOn().catch(() => {}) };
}

describe("a role", () => {
  const tries: [string, string, Record<string, number>][] = [
    ["GET", "/api/bots", { viewer: 200, operator: 200, admin: 200 }],
    ["GET", "/api/keys", { viewer: 403, operator: 403, admin: 200 }],
    ["GET", "/api/users", { viewer: 403, operator: 403, admin: 200 }],
    ["GET", "/api/audit", { viewer: 403, operator: 403, admin: 200 }],
    ["DELETE", "/api/bots/no-such-bot", { viewer: 403, operator: 404, admin: 404 }],
    ["POST", "/api/events", { viewer: 403, operator: 403, admin: 403 }],
  ];

  it.each(["viewer", "operator", "admin"] as const)("of %s allows what the table says", async (role) => {
    const cookie = await makeOperator(server.url, role);
    for (const [method, path, statuses] of tries) {
      const { status } = await call(`${server.url}${path}`, { method, ...as(cookie) });
      expect(`${method} ${path} ${status}`).toBe(`${method} ${path} ${statuses[role]}`);
    }
  });

  it("that is changed holds at once", async () => {
    const viewer = await operator("viewer");
    const url = `${server.url}/api/users/${viewer.id}`;
    await send(url, { role: "admin" }, { method: "PATCH", ...as(admin.cookie) });
    expect((await call(`${server.url}/api/users`, as(viewer.cookie))).status).toBe(200);
    await send(url, { role: "viewer" }, { method: "PATCH", ...as(admin.cookie) });
    expect((await call(`${server.url}/api/users`, as(viewer.cookie))).status).toBe(403);
  });
});

describe("operators", () => {
  const newcomer = () => ({ name: "New", email: `new-${crypto.randomUUID()}@Example.org`, role: "viewer" });

  it("are added by an administrator and set their password by a link, once", async () => {
    const { status, body } = await send<User>(`${server.url}/api/users`, newcomer(), as(admin.cookie));
    expect([status, body.status, body.sign_in]).toEqual([201, "invited", []]);
    const link = new URL(body.invitation!.url);
    expect(link.origin).toBe(server.url);
    const page = await call<string>(link.href, { key: null, headers: { accept: "text/html" } });
    expect(page.body).toContain(body.email.toLowerCase());
    const token = link.searchParams.get("token") ?? "";
    const weak = await form("/api/auth/invitation", { token, password: "short" });
    expect(weak.headers.get("location")).toBe(`/invitation?token=${token}&error=invalid`);
    const answers = await Promise.all([1, 2, 3].map(() => form("/api/auth/invitation", { token, password: PASSWORD })));
    expect(answers.filter((answer) => answer.headers.get("location") === "/")).toHaveLength(1);
    const { body: user } = await call<User>(`${server.url}/api/users/${body.id}`);
    expect([user.status, user.sign_in]).toEqual(["active", ["password"]]);
    expect(user.last_sign_in_at).not.toBeNull();
  });

  it("who are disabled are signed out, cannot come back, and can once they may again", async () => {
    const viewer = await operator("viewer");
    const set = (disabled: boolean) =>
      send<User>(`${server.url}/api/users/${viewer.id}`, { disabled }, { method: "PATCH", ...as(admin.cookie) });
    expect((await set(true)).body.status).toBe("disabled");
    expect(await readsWith(viewer.cookie)).toBe(401);
    expect(
      (await send(`${server.url}/api/auth/sign-in`, viewer && { email: viewer.email, password: PASSWORD })).status,
    ).toBe(401);
    await set(false);
    expect(await readsWith(await signInAgain(server.url, viewer))).toBe(200);
  });

  it("change their own password, which ends their other sessions", async () => {
    const viewer = await operator("viewer");
    const other = await signInAgain(server.url, viewer);
    const change = (current_password: string) =>
      send(
        `${server.url}/api/auth/password`,
        { current_password, new_password: "another long phrase" },
        as(viewer.cookie),
      );
    expect((await change("wrong wrong wrong")).status).toBe(403);
    expect((await change(PASSWORD)).status).toBe(204);
    expect([await readsWith(viewer.cookie), await readsWith(other)]).toEqual([200, 401]);
  });

  it("have addresses of their own", async () => {
    const wanted = newcomer();
    await send(`${server.url}/api/users`, wanted);
    const { status } = await send(`${server.url}/api/users`, { ...wanted, email: wanted.email.toLowerCase() });
    expect(status).toBe(409);
  });

  it("are listed page by page", async () => {
    await Promise.all([operator("viewer"), operator("viewer")]);
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const url: string = `${server.url}/api/users?limit=2${cursor && `&cursor=${cursor}`}`;
      const { body }: { body: { users: User[]; next_cursor: string | null } } = await call(url);
      ids.push(...body.users.map(({ id }) => id));
      cursor = body.next_cursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(admin.id);
    expect((await call(`${server.url}/api/users?cursor=nonsense`)).status).toBe(400);
  });
});

describe("the audit log", () => {
  it("has every change, with who made it and without secrets", async () => {
    const made = await send<{ id: string; key: string }>(
      `${server.url}/api/keys`,
      { name: "k", scope: "read" },
      as(admin.cookie),
    );
    await call(`${server.url}/api/keys/${made.body.id}`, { method: "DELETE", ...as(admin.cookie) });
    const entries = (await audit("action=key")).filter(({ target }) => target === made.body.id);
    expect(entries.map(({ action, actor }) => [action, actor.kind, actor.id])).toEqual([
      ["key.revoked", "operator", admin.id],
      ["key.created", "operator", admin.id],
    ]);
    expect(JSON.stringify(entries)).not.toContain(made.body.key);
  });

  it("takes new rows only, whoever asks the database", async () => {
    const query = databaseOf(server);
    for (const text of ["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log"]) {
      await expect(query(text)).rejects.toThrow("new rows only");
    }
  });
});

it.each([
  "/api/audit?actor=%00",
  "/api/sessions?user_id=%00",
  "/api/analytics/users?bot_id=%00",
  "/settings/audit?actor=%00",
  "/queues?queue=%00",
  "/live?bot=%00",
  "/bots/%00",
])("survives a NUL in %s", async (path) => {
  const { status } = await fetch(`${server.url}${path}`, { headers: fromPage(server.url, admin.cookie) });
  expect(status).toBe(path.startsWith("/api/") ? 400 : 200);
});

it.each(["/sign-in", "/nothing", "/nothing.txt", "/api", "/debug/nothing", "/_next/nothing"])(
  "gives the page at %s a policy that frames it nowhere, prefetched too",
  async (path) => {
    for (const headers of [{}, { "next-router-prefetch": "1" }]) {
      const answer = await fetch(`${server.url}${path}`, { headers: headers as Record<string, string> });
      expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
    const nonces = (await fetch(`${server.url}/sign-in`)).headers.get("content-security-policy");
    expect(nonces).toMatch(/script-src 'self' 'nonce-/);
  },
);
