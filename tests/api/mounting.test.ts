import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../support/http";
import { startServer, type TestServer } from "../support/server";

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

describe("/bots", () => {
  it("is the page for a browser", async () => {
    const { status, headers } = await call(`${server.url}/bots`, { headers: { accept: "text/html,*/*;q=0.8" } });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/html");
  });

  it("is the page's parts for the router", async () => {
    const options = { headers: { rsc: "1" }, redirect: "follow" } as const;
    const { status, headers } = await call(`${server.url}/bots`, options);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/x-component");
  });

  it.each(["application/json", "*/*"])("is the data for a script that accepts %s", async (accept) => {
    const { status, body } = await call(`${server.url}/bots`, { headers: { accept } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ bots: [], next_cursor: null });
  });

  it("passes the query on", async () => {
    const { status } = await call(`${server.url}/bots?limit=wrong`, { headers: { accept: "application/json" } });
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe("pages", () => {
  it("carry a policy with a fresh nonce, which their scripts carry too", async () => {
    const [one, two] = [await page(), await page()];
    const nonces = [one, two].map(
      ({ headers }) => /'nonce-(\w+)'/.exec(headers.get("content-security-policy") ?? "")?.[1],
    );
    expect(nonces[0]).toMatch(/^\w{32}$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.body).toContain(`nonce="${nonces[0]}"`);
    expect(one.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(one.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("carry a policy whatever the bot is called", async () => {
    const url = `${server.url}/bots/bot.png`;
    const { headers } = await call<string>(url, { key: null, headers: { accept: "text/html" } });
    expect(headers.get("content-security-policy")).toContain("'nonce-");
  });

  it("give this machine's browser a cookie by which it may read, and no more", async () => {
    const cookie = (await page()).headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^rollcall_local=.*HttpOnly.*SameSite=Strict/i);
    const headers = { cookie: cookie.split(";")[0] ?? "" };
    expect((await call(`${server.url}/api/bots`, { key: null, headers })).status).toBe(200);
    const write = await call(`${server.url}/api/events`, { key: null, headers, method: "POST", body: "{}" });
    expect([401, 403]).toContain(write.status);
    const forged = { cookie: `${headers.cookie.slice(0, -1)}${headers.cookie.endsWith("0") ? "1" : "0"}` };
    expect((await call(`${server.url}/api/bots`, { key: null, headers: forged })).status).toBe(401);
  });

  it.each([
    ["a foreign name", { host: "evil.example" }],
    ["a forged mark", { host: "evil.example", "x-rollcall-local": "1" }],
    ["a proxy", { "x-forwarded-for": "203.0.113.7" }],
    ["a proxy that tells only the peer", { "x-real-ip": "203.0.113.7" }],
    ["a proxy that tells only itself", { via: "1.1 proxy.example" }],
  ])("refuse a request by %s", async (_name, headers) => {
    const { status, cookie } = await raw("/bots", { accept: "text/html", ...headers });
    expect(status).not.toBe(200);
    expect(cookie).toBeUndefined();
  });
});

it("tells the living that it lives, by GET and HEAD", async () => {
  expect((await call(`${server.url}/livez`, { key: null })).body).toEqual({ status: "ok" });
  expect((await call(`${server.url}/livez`, { key: null, method: "HEAD" })).status).toBe(200);
});

it("refuses a method that a path does not have", async () => {
  const { status, headers } = await call(`${server.url}/livez`, { method: "DELETE" });
  expect(status).toBe(405);
  expect(headers.get("content-type")).toBe("application/problem+json");
});

function page() {
  return call<string>(`${server.url}/bots`, { key: null, headers: { accept: "text/html" } });
}

/** fetch does not let a caller choose the Host header. */
function raw(path: string, headers: Record<string, string>): Promise<{ status: number; cookie: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, cookie: response.headers["set-cookie"]?.[0] });
    });
    sent.on("error", reject);
    sent.end();
  });
}
