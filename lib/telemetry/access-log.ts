import { log } from "./log";
import { own } from "./metrics/own";
import { routeOf } from "./metrics/routes";

/** An answer that takes longer is worth a line at any level but the quiet ones. */
const SLOW_MS = 1000;
const MAX_PATH = 200;
/** Lines at `info` in a second: an outage under load must not fill the disk with its own log. */
const MAX_TOLD = 10;
/** They last as long as their readers stay. */
const STREAMS: ReadonlySet<string> = new Set(["/api/events/stream", "/api/monitoring/stream", "/debug/message-stream"]);

/** A request as it begins. */
export interface Begun {
  requestId: string;
  method: string;
  /** Without the query, which may hold what nobody is to read. */
  path: string;
}

/**
 * Measures a request and writes its line of the log: at `debug`, at `info` where it failed by our fault or was slow.
 * @returns to be called once with the status of the answer when it has left
 */
export function beginRequest({ requestId, method, path }: Begun): (status: number) => void {
  const startedAt = performance.now();
  const requests = own()?.requests;
  if (requests) requests.inProgress += 1;
  return (status) => {
    const ms = performance.now() - startedAt;
    const route = routeOf(path);
    const isStream = STREAMS.has(route);
    if (requests) {
      requests.inProgress -= 1;
      requests.count(method, route, status, isStream ? null : ms, Date.now());
    }
    const level = (status >= 500 || (ms > SLOW_MS && !isStream)) && mayTell() ? "info" : "debug";
    log[level]("request", {
      request_id: requestId,
      ...{ method, route, path: path.slice(0, MAX_PATH), status, duration_ms: Math.round(ms * 10) / 10 },
    });
  };
}

let toldSince = Number.NEGATIVE_INFINITY;
let told = 0;

/** Whether this second still has room for a line; what has none is told at `debug`. */
function mayTell(): boolean {
  const now = performance.now();
  if (now - toldSince >= 1000) {
    toldSince = now;
    told = 0;
  }
  told += 1;
  return told <= MAX_TOLD;
}
