import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../support/http";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";

const ANSWER_WITHIN_MS = 10_000;
// Under Next's own server these are Next's.
const isOurs = !process.env.ROLLCALL_TEST_MOUNTING?.startsWith("next");

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

describe.runIf(isOurs)("the server", () => {
  it("answers whoever offers an upgrade as if none was offered, before and after a page was asked for", async () => {
    const offer = (path: string, protocol: string) =>
      statusOf([`GET ${path} HTTP/1.1`, "Host: x", `Connection: Upgrade, close`, `Upgrade: ${protocol}`]);
    expect(await offer("/livez", "h2c")).toBe(200);
    expect((await call(`${server.url}/sign-in`, { key: null })).status).toBeLessThan(400);
    for (const protocol of ["h2c", "websocket", "foo/1"]) expect(await offer("/livez", protocol)).toBe(200);
    expect(await offer("/api/bots", "h2c")).toBe(401);
    expect(
      await statusOf(
        ["POST /api/bots/java/heartbeat HTTP/1.1", "Host: x", `Authorization: Bearer ${ADMIN_KEY}`]
          .concat(["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk"])
          .concat("Content-Length: 0"),
      ),
    ).toBe(200);
  });

  it("answers a check by HTTP/1.0 that names no host", async () => {
    expect(await statusOf(["GET /livez HTTP/1.0"])).toBe(200);
  });

  it("answers whoever names the whole URL by its path, and by the host in it", async () => {
    const ask = (method: string, target: string, ...more: string[]) =>
      statusOf([`${method} ${target} HTTP/1.1`, "Host: other", "Connection: close", ...more]);
    for (const [target, status] of [
      ["http://x/readyz", 200],
      ["HTTP://x:4100/livez?a", 200],
      ["https://x/api/bots", 401],
      ["http://x/nothing", 404],
      ["http://x?a", 307],
      ["http://x/api/bots/../keys", 400],
    ] as const) {
      expect([target, await ask("GET", target)]).toEqual([target, status]);
    }
    const beat = [`Authorization: Bearer ${ADMIN_KEY}`, "Content-Length: 0"];
    expect(await ask("POST", "http://x/api/bots/proxied/heartbeat", ...beat)).toBe(200);
  });

  it("tells its methods where nothing in particular is asked for", async () => {
    expect(await statusOf(["OPTIONS * HTTP/1.1", "Host: x", "Connection: close"])).toBe(204);
  });

  it.each(["/api/bots/%2e/heartbeat", "/api/bots/../heartbeat", "/api/bots/.%2E/heartbeat", "/api/bots/./heartbeat"])(
    "takes no heartbeat by %s for that of another bot",
    async (path) => {
      const lines = [`POST ${path} HTTP/1.1`, "Host: x", `Authorization: Bearer ${ADMIN_KEY}`, "Connection: close"];
      expect(await statusOf([...lines, "Content-Length: 0"])).toBe(400);
      expect((await call(`${server.url}/api/bots/heartbeat`)).status).toBe(404);
    },
  );
});

/** Writes a request as these lines say; the first status that comes back, null for none. */
function statusOf(lines: readonly string[]): Promise<number | null> {
  const { port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("data", (chunk) => {
      resolve(Number(/^HTTP\/1\.\d (\d+)/.exec(String(chunk))?.[1]) || null);
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(null));
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  });
}
