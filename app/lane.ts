import { isReadable, refuseUnreadable } from "@/lib/http/path";
import { POST as heartbeat } from "./api/bots/[botId]/heartbeat/route";
import { POST as events, GET as poll } from "./api/events/route";
import { GET as stream } from "./api/events/stream/route";
import { GET as messageStream } from "./debug/message-stream/route";
import { GET as livez } from "./livez/route";
import { GET as metrics } from "./metrics/route";
import { GET as readyz } from "./readyz/route";

/** What answers a request: a function of Web APIs, the same one that Next mounts. */
export type Handler = (request: Request) => Promise<Response>;

/** Paths by method that the server answers itself, past Next's router. Every one is mounted by Next too, with the same answers. */
const EXACT: ReadonlyMap<string, ReadonlyMap<string, Handler>> = new Map([
  [
    "GET",
    new Map<string, Handler>([
      ["/api/events", poll],
      ["/api/events/stream", stream],
      ["/api/monitoring/stream", stream],
      ["/debug/message-stream", messageStream],
      ["/livez", livez],
      ["/metrics", metrics],
      ["/readyz", readyz],
    ]),
  ],
  ["POST", new Map<string, Handler>([["/api/events", events]])],
]);

const HEARTBEAT = /^\/api\/bots\/[^/]+\/heartbeat$/;

/**
 * The lane's handler of a request, or undefined for what is Next's.
 * @param target the request's target as it stands on the wire, query included
 */
export function laneHandler(method: string, target: string): Handler | undefined {
  const query = target.indexOf("?");
  const path = query === -1 ? target : target.slice(0, query);
  const exact = EXACT.get(method)?.get(path);
  if (exact) return exact;
  if (!isReadable(path)) return refuseUnreadable;
  return method === "POST" && HEARTBEAT.test(path) ? heartbeat : undefined;
}
