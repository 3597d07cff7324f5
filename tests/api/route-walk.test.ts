import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS } from "@/lib/http/openapi/document";
import { type Answer, call, postEvents, send } from "../support/http";
import { makeOperator } from "../support/operators";
import { ADMIN_PAGES, MANAGER_PAGES, mountedPages, mountedRoutes, OPEN_PAGES, pathOf } from "../support/routes";
import { CRON_SECRET, startServer, type TestServer } from "../support/server";

/** What api.md leaves open to whoever asks. Everything else is closed, whatever is added. */
const OPEN_READS = ["GET /livez", "GET /readyz", "GET /debug/health-quick"];
const SIGNING_IN = [
  "POST /api/auth/sign-in",
  "POST /api/auth/set-up",
  "POST /api/auth/invitation",
  "GET /api/auth/oidc",
  "GET /api/auth/callback/oidc",
  "POST /sign-out",
];
const OPEN_ROUTES = [...OPEN_READS, ...SIGNING_IN];
/** What operators of every role do with what is their own. */
const OWN_ROUTES = [
  "GET /api/sessions",
  "DELETE /api/sessions",
  "DELETE /api/sessions/[sessionId]",
  "POST /api/auth/password",
];
/** It knows of nothing but what it refuses. */
const NO_ROUTE = "/api/[...path]";
/** Paths that next.config.ts answers by another path's route. */
const REWRITTEN = [
  { method: "GET", pattern: "/bots" },
  { method: "GET", pattern: "/bots/[botId]/stats" },
];

/** Stands in all that a page could tell of the fleet. */
const MARK = "kept-from-strangers";
const BOT = "walked-bot";
const VALUES = {
  botId: BOT,
  jobId: "walked-job",
  queue: `${MARK} queue`,
  keyId: "none",
  userId: "none",
  sessionId: "none",
  viewId: "none",
  runbook: "bot-offline",
  ruleId: "bot-offline",
  incidentId: "none",
  silenceId: "none",
  channelId: "none",
  targetId: "none",
  deliveryId: "none",
  path: "nowhere",
};

/** Ways by which Next hands out a page, and some by which one might get past a guard. */
const FORMS: Record<string, { headers?: Record<string, string>; method?: string; suffix?: string }> = {
  "a browser": { headers: { accept: "text/html" } },
  "a browser's HEAD": { method: "HEAD", headers: { accept: "text/html" } },
  "the router": { headers: { rsc: "1" }, suffix: "?_rsc=1" },
  "the router, whatever it asks": { headers: { rsc: "1", accept: "text/html" } },
  "a prefetch": { headers: { rsc: "1", "next-router-prefetch": "1", purpose: "prefetch" }, suffix: "?_rsc=2" },
  "a runtime prefetch": { headers: { rsc: "1", "next-router-prefetch": "2" }, suffix: "?_rsc=3" },
  "a prefetch of its tree": {
    headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  },
  "a prefetch of all of it": {
    headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_full" },
  },
  "a change of its tree": {
    headers: { rsc: "1", "next-router-state-tree": encodeURIComponent('["",{},null,"refetch"]') },
  },
  "the name of its parts": { suffix: ".rsc" },
  "the name of a segment": { suffix: ".segments/_tree.segment.rsc" },
  "a server action": { method: "POST", headers: { "next-action": "0".repeat(42), "content-type": "text/plain" } },
  "the mark of a subrequest": {
    headers: { accept: "text/html", "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  },
  "a rewritten path": { headers: { accept: "text/html", "x-middleware-rewrite": "/bots", "x-rewrite-url": "/bots" } },
};

let server: TestServer;
let viewer: string;
let admin: string;

beforeAll(async () => {
  server = await startServer();
  [admin, viewer] = [await makeOperator(server.url, "admin"), await makeOperator(server.url, "viewer")];
  await reportMarked();
}, 60_000);
afterAll(() => server?.stop());

async function reportMarked(): Promise<void> {
  const event = (type: string, data: object) => ({ id: `${type}-${MARK}`, type, bot_id: BOT, data });
  const { body } = await postEvents(server.url, [
    event("heartbeat", { name: `${MARK} name`, host: `${MARK} host`, tags: [`${MARK} tag`] }),
    event("job.finished", { job_id: VALUES.jobId, queue: `${MARK} queue`, status: "failed", error: `${MARK} error` }),
    event("message.processed", { user_id: `${MARK} user`, text: `${MARK} text` }),
    event("dependency.checked", { component: `${MARK} component`, status: "down" }),
    event("queue.sampled", { queue: `${MARK} queue`, pending: 3 }),
  ]);
  expect(body).toMatchObject({ accepted: 5, errors: [] });
  await send(`${server.url}/api/keys`, { name: `${MARK} key`, scope: "read" });
  const alert = {
    status: "firing",
    labels: { alertname: MARK },
    startsAt: new Date().toISOString(),
    fingerprint: MARK,
  };
  await send(`${server.url}/alerts/webhook`, { version: "4", alerts: [alert] });
  const { body: found } = await call<{ incidents: { id: string }[] }>(`${server.url}/api/incidents?limit=1`);
  VALUES.incidentId = found.incidents[0]!.id;
}

interface Asked {
  cookie?: string;
  headers?: Record<string, string>;
  method?: string;
}

/** A request without a key, by a session where one is given, as the console's own pages send it. */
async function ask(path: string, { cookie, headers = {}, method }: Asked = {}): Promise<Answer<unknown>> {
  const session: Record<string, string> = cookie ? { cookie, origin: server.url, "sec-fetch-site": "same-origin" } : {};
  const options = { key: null, method, headers: { ...session, ...headers } };
  const answer = await call(`${server.url}${path}`, options);
  // Next sends the router on to the same page under the hash of what it asked for.
  const { pathname, searchParams } = new URL(answer.headers.get("location") ?? "/", server.url);
  if (answer.status !== 307 || pathname !== path.split("?")[0] || !searchParams.has("_rsc")) return answer;
  return call(`${server.url}${pathname}?${searchParams}`, options);
}

const text = ({ body, headers }: Answer) => `${JSON.stringify(body)} ${JSON.stringify([...headers])}`;

/** Whether an answer sends to the sign-in, by HTTP or within the parts that the router reads. */
function sendsToSignIn(answer: Answer): boolean {
  const location = answer.headers.get("location") ?? "";
  return (
    (answer.status >= 300 && answer.status < 400 && /\/sign-in\b/.test(location)) ||
    /NEXT_REDIRECT;[^"]*\/sign-in/.test(text(answer))
  );
}

const pages = mountedPages().map(({ pattern }) => pattern);
const closedPages = pages.filter((pattern) => !OPEN_PAGES.includes(pattern));

describe("every page is closed to strangers, asked for by", () => {
  it.each(Object.entries(FORMS))("%s", async (_form, { headers, method, suffix = "" }) => {
    for (const pattern of closedPages) {
      const path = pathOf(pattern, VALUES);
      const answer = await ask(`${path === "/" && suffix.startsWith(".") ? "/index" : path}${suffix}`, {
        headers,
        method,
      });
      expect(text(answer), pattern).not.toContain(MARK);
      const refused = sendsToSignIn(answer) || answer.status >= 400;
      // A prefetch may get the frame in which the page will stand, and nothing of the page.
      const isShell = answer.status === 200 && headers?.["next-router-prefetch"] !== undefined;
      expect(`${pattern} ${refused || isShell ? "closed" : answer.status}`).toBe(`${pattern} closed`);
    }
  });
});

it("sends a stranger's browser to the sign-in, and back afterwards to where it wanted", async () => {
  for (const pattern of closedPages) {
    const path = pathOf(pattern, VALUES);
    const answer = await ask(path, { headers: { accept: "text/html" } });
    const to = new URL(answer.headers.get("location") ?? "http://none", server.url);
    expect(`${pattern} ${to.pathname} ${to.searchParams.get("next")}`).toBe(`${pattern} /sign-in ${path}`);
  }
});

it("opens to the viewer every page but the administrators', where it tells of the fleet", async () => {
  const told: string[] = [];
  for (const pattern of closedPages) {
    const answer = await ask(pathOf(pattern, VALUES), { cookie: viewer, headers: { accept: "text/html" } });
    const expected = [...ADMIN_PAGES, ...MANAGER_PAGES].includes(pattern) ? [403] : [200, 307];
    expect(expected, `${pattern} ${answer.status}`).toContain(answer.status);
    if (text(answer).includes(MARK)) told.push(pattern);
    expect(text(answer), pattern).not.toContain(`${MARK} text`);
    const routed = await ask(`${pathOf(pattern, VALUES)}?_rsc=1`, { cookie: viewer, headers: { rsc: "1" } });
    if (ADMIN_PAGES.includes(pattern)) expect(text(routed), pattern).not.toContain(MARK);
  }
  // Else the walk above would find nothing to be missing.
  expect(told).toEqual(expect.arrayContaining(["/", "/bots", "/bots/[botId]", "/bots/[botId]/jobs/[jobId]", "/live"]));
});

it("opens every page to the administrator", async () => {
  for (const pattern of closedPages) {
    const { status } = await ask(pathOf(pattern, VALUES), { cookie: admin, headers: { accept: "text/html" } });
    expect([200, 307], `${pattern} ${status}`).toContain(status);
  }
});

/** Without credentials, and by some that are none. */
const ATTEMPTS: Record<string, string>[] = [
  {},
  { authorization: "Bearer rc_a_wrong" },
  { authorization: "Bearer undefined" },
  { cookie: "rollcall.session_token=wrong" },
];

/** `GET /api/bots/[botId]` for each handler that does more than refuse its method. */
async function mountedOperations(): Promise<{ method: string; pattern: string }[]> {
  const found = mountedRoutes().map(async ({ file, pattern }) => {
    const handlers: Record<string, { name?: string }> = await import(resolve("app", file));
    return ["GET", "POST", "PATCH", "PUT", "DELETE"]
      .filter((method) => handlers[method] && handlers[method].name !== "refuse")
      .map((method) => ({ method, pattern }));
  });
  return [...(await Promise.all(found)).flat(), ...REWRITTEN];
}

/** The status alone: a stream's body has no end. */
async function statusOf(path: string, cookie: string): Promise<number> {
  const leave = new AbortController();
  const { status } = await fetch(`${server.url}${path}`, {
    headers: { cookie },
    redirect: "manual",
    signal: leave.signal,
  });
  leave.abort();
  return status;
}

/** Who may call an operation, as the API reference says. */
function accessOf(method: string, pattern: string): string | undefined {
  const plain = pattern.replace(/\[\w+\]/g, "{}");
  const isIt = (path: string) => path.replace(/\{\w+\}/g, "{}") === plain;
  return OPERATIONS.find((operation) => operation.method === method.toLowerCase() && isIt(operation.path))?.access;
}

const operations = await mountedOperations();

describe("every route", () => {
  const closed = operations.filter(
    ({ method, pattern }) => !OPEN_ROUTES.includes(`${method} ${pattern}`) && pattern !== NO_ROUTE,
  );

  it.each(closed)("$method $pattern is closed to strangers", async ({ method, pattern }) => {
    const path = pathOf(pattern, VALUES);
    for (const headers of ATTEMPTS) {
      const answer = await ask(path, { method, headers });
      expect(answer.status).toBe(401);
      expect(text(answer)).not.toContain(MARK);
    }
  });

  const changes = closed.filter(({ method, pattern }) => method !== "GET" && accessOf(method, pattern) !== "cron");
  const othersChanges = changes.filter(({ method, pattern }) => !OWN_ROUTES.includes(`${method} ${pattern}`));
  it.each(othersChanges)("$method $pattern is closed to the viewer", async ({ method, pattern }) => {
    expect((await ask(pathOf(pattern, VALUES), { method, cookie: viewer })).status).toBe(403);
  });

  it.each(changes)("$method $pattern is closed to other sites, whoever is signed in", async ({ method, pattern }) => {
    const headers = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
    expect((await ask(pathOf(pattern, VALUES), { method, cookie: admin, headers })).status).toBe(403);
  });

  const reads = closed.filter(({ method, pattern }) => method === "GET" && accessOf(method, pattern) !== "cron");
  it.each(reads)("$method $pattern is open to the viewer only where it is a read", async ({ method, pattern }) => {
    const access = accessOf(method, pattern);
    expect(access).toBeDefined();
    const isTheirs = access === "read" || OWN_ROUTES.includes(`${method} ${pattern}`);
    const status = await statusOf(pathOf(pattern, VALUES), viewer);
    expect(isTheirs ? [200, 400, 404] : [403]).toContain(status);
  });

  it("is described as open, or as one's own, only where it is", () => {
    const described = (access: string) =>
      operations
        .filter(({ method, pattern }) => accessOf(method, pattern) === access)
        .map(({ method, pattern }) => `${method} ${pattern}`);
    expect(described("anyone").sort()).toEqual([...OPEN_ROUTES].sort());
    expect(described("session").sort()).toEqual([...OWN_ROUTES].sort());
  });
});

it("answers what stays open without a word of the fleet", async () => {
  for (const operation of OPEN_READS) {
    const answer = await ask(operation.split(" ")[1] ?? "");
    expect(`${operation} ${answer.status}`).toBe(`${operation} 200`);
    expect(text(answer)).not.toContain(MARK);
    expect(text(answer)).not.toContain(CRON_SECRET);
  }
});
