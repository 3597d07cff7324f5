// The limit: the server's own lane and handler, with everything but the database.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { bearerOf } from "@/lib/access/bearer";
import { RateLimit } from "@/lib/access/rate-limit";
import { KeyVerifier } from "@/lib/access/verifier";
import { submitEvents } from "@/lib/events/submit";
import { decodeEvents } from "@/lib/http/events-body";
import { ingestResponse } from "@/lib/http/ingest-response";
import { unauthorized } from "@/lib/http/problem";
import { respond } from "@/lib/http/respond";
import { closeWhenIdle } from "@/scripts/idle-connections";

const verifier = new KeyVerifier({
  findActiveKey: async () => undefined,
  touch: async () => {},
  installationSecret: async () => "only the environment's key is used here",
  adminKey: process.env.ADMIN_API_KEY,
  now: () => new Date(),
  clock: () => performance.now(),
});
const rateLimit = new RateLimit(10_000_000);
const buffer = {
  submit: async (events: unknown[]) => events.map(() => "new" as const),
  held: 0,
  drain: async () => {},
};

const listener = getRequestListener(
  (request) =>
    respond(request, async () => {
      if (new URL(request.url).pathname === "/livez") return new Response("ok");
      const principal = await verifier.verify(bearerOf(request.headers.get("authorization")) ?? "");
      if (!principal) throw unauthorized();
      rateLimit.take(principal.id, performance.now());
      const events = await decodeEvents(request);
      return ingestResponse(await submitEvents({ buffer, now: () => new Date(), rawDays: 7 }, events));
    }),
  { overrideGlobalObjects: false },
);
const server = createServer(listener);
closeWhenIdle(server, 75_000);
server.listen(Number(process.env.PORT), "127.0.0.1");
