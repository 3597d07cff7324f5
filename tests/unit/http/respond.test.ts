import pg from "pg";
import { afterEach, describe, expect, it, vi } from "vitest";
import { notFound, unavailable } from "@/lib/http/problem";
import { json, refuseMethod, respond } from "@/lib/http/respond";

const request = (headers: Record<string, string> = {}) => new Request("http://localhost/api/x?q=1", { headers });
const failing = (error: unknown) => async () => {
  throw error;
};

afterEach(() => vi.restoreAllMocks());

describe("respond", () => {
  it("passes an answer on, safe from sniffing and caches", async () => {
    const response = await respond(request(), async () => json({ a: 1 }, { status: 201 }));
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ a: 1 });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("tells a problem with a request id", async () => {
    const response = await respond(request(), failing(notFound("There is no such bot.")));
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const body = await response.json();
    expect(body).toMatchObject({ type: "about:blank", title: "Not found", status: 404 });
    expect(body.request_id).toBe(response.headers.get("x-request-id"));
  });

  it("keeps a sane request id of the client and replaces any other", async () => {
    const sane = await respond(request({ "x-request-id": "abc-1" }), failing(notFound("")));
    expect(sane.headers.get("x-request-id")).toBe("abc-1");
    const odd = await respond(request({ "x-request-id": '"<script>' }), failing(notFound("")));
    expect(odd.headers.get("x-request-id")).toMatch(/^[a-f0-9]{12}-/);
  });

  it("tells nothing of an unknown error, and logs it once", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await respond(request(), failing(new Error("the inner workings")));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain("inner workings");
    expect(logged).toHaveBeenCalledTimes(1);
    expect(JSON.parse(logged.mock.calls[0]![0])).toMatchObject({
      level: "error",
      request_id: JSON.parse(text).request_id,
      path: "/api/x",
      error: { message: "the inner workings" },
    });
  });

  it("answers 503 with Retry-After when the database refuses the connection", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const pool = new pg.Pool({ host: "127.0.0.1", port: 1 });
    const responses = await Promise.all(
      [1, 2, 3].map(() => respond(request(), async () => json((await pool.query("select 1")).rows))),
    );
    for (const response of responses) {
      expect(response.status).toBe(503);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(logged).toHaveBeenCalledTimes(1);
    await pool.end();
  });

  it("knows a problem that another bundle threw", async () => {
    const foreign = Object.assign(new Error("503"), { name: "Problem" }, { toResponse: () => new Response("theirs") });
    expect(await (await respond(request(), failing(foreign))).text()).toBe("theirs");
    expect((await respond(request(), failing(unavailable("full", 1)))).headers.get("retry-after")).toBe("1");
  });

  it("refuses a method with what is allowed", async () => {
    const response = await refuseMethod("GET, HEAD")(request());
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });
});
