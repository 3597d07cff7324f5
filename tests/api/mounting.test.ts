import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../support/http";
import { makeOperator } from "../support/operators";
import { startServer, type TestServer } from "../support/server";

let server: TestServer;
let cookie: string;

beforeAll(async () => {
  server = await startServer();
  cookie = await makeOperator(server.url, "viewer");
  // Whoever has an administrator is set up: before, the stranger is sent to the set-up.
  await makeOperator(server.url, "admin");
});
afterAll(() => server?.stop());

describe("/bots", () => {
  it("is the page for a browser", async () => {
    const { status, headers } = await call(`${server.url}/bots`, {
      headers: { accept: "text/html,*/*;q=0.8", cookie },
    });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/html");
  });

  it("is the page's parts for the router", async () => {
    const options = { headers: { rsc: "1", cookie }, redirect: "follow" } as const;
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

  it("send whoever is not signed in away, however they ask", async () => {
    for (const claim of ["", "127.0.0.1"]) {
      const headers = { accept: "text/html", "x-rollcall-peer": claim };
      const { status, headers: answered } = await call(`${server.url}/bots?tag=a`, { key: null, headers });
      expect(status).toBe(307);
      expect(answered.get("location")).toBe("/sign-in?next=%2Fbots%3Ftag%3Da");
    }
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
  return call<string>(`${server.url}/bots`, { key: null, headers: { accept: "text/html", cookie } });
}
