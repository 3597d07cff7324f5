import { resolve } from "node:path";
import { expect, it } from "vitest";
import { mountedRoutes } from "../../support/routes";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

type Handlers = Record<string, (request: Request) => Promise<Response>>;

it("every route tells by OPTIONS the methods that it answers", async () => {
  for (const { file, pattern } of mountedRoutes()) {
    if (pattern.includes("[...")) continue;
    const handlers: Handlers = await import(resolve("app", file));
    const answered = METHODS.filter((method) => handlers[method] && handlers[method].name !== "refuse");
    const told = await handlers.OPTIONS?.(new Request(`http://localhost${pattern}`, { method: "OPTIONS" }));
    const expected = [...answered.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"];
    expect([pattern, told?.status, told?.headers.get("allow")]).toEqual([pattern, 204, expected.join(", ")]);
  }
}, 60_000);
