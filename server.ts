// The server of `npm start`, on Deno and on Node: the lane's routes by their handlers, everything else by Next.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { type Handler, laneHandler } from "./app/lane";
import { register } from "./instrumentation";
import { PEER_HEADER, tellPeers } from "./lib/access/caller";
import { setUpState, setUpToken } from "./lib/access/set-up-state";
import { DataDirectoryInUse } from "./lib/db/embedded-owner";
import { isUnavailable } from "./lib/db/errors";
import { type Env, env } from "./lib/env";
import { badRequest, unavailable } from "./lib/http/problem";
import { requestIdFrom } from "./lib/http/request-id";
import { refuseMethod } from "./lib/http/respond";
import { runtime } from "./lib/runtime";
import { beginRequest } from "./lib/telemetry/access-log";
import { log } from "./lib/telemetry/log";
import { currentRequest, inRequest } from "./lib/telemetry/request-scope";
import { closeWhenIdle } from "./scripts/idle-connections";
import { baseUrl, welcome } from "./scripts/welcome";

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const MAX_HEADER_BYTES = 16 * 1024;
/** The time for a request to arrive in full; the answer, a stream say, may last longer. */
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** Longer than the idle time of usual proxies, so that it is they who close a connection. */
const KEEP_ALIVE_MS = 75_000;
const FINISH_WRITES_MS = 5000;
const SHUTDOWN_MS = 30_000;
/** The status under which an answer is counted that its client did not wait for. */
const CLIENT_GONE = 499;

let server: Server | undefined;
/** Requests that may change something and are being answered. */
let writes = 0;
/** Whether the end has begun: what still comes by open connections is sent elsewhere. */
let ending = false;

/** Starts everything and serves until a signal asks it to end. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const { HOST, PORT, ROLLCALL_DATA_DIR } = readEnvironment();
  tellPeers();
  // Next would listen for upgrades on the server that it serves, and end each; unheard, they are requests like any other.
  const upgraded = createServer();
  const pages = next({ dev: false, dir: process.cwd(), hostname: HOST, port: PORT, httpServer: upgraded });
  const opening = register();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  endWithParent();
  await Promise.all([opening, pages.prepare()]);
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
  };
  server = createServer(options, dispatch(pages.getRequestHandler()));
  closeWhenIdle(server, KEEP_ALIVE_MS);
  const url = baseUrl(await listen(server, HOST, PORT));
  const startedInMs = Math.round(performance.now() - startedAt);
  // On the console it would become a line of the log.
  process.stdout.write(`${welcome(url, ROLLCALL_DATA_DIR, startedInMs, await tokenToPrint())}\n`);
}

/** The set-up token while there is no administrator, unless the operator chose it. */
async function tokenToPrint(): Promise<string | undefined> {
  const { db, env } = await runtime();
  try {
    return (await setUpState({ db })).isSetUp || env.SETUP_TOKEN ? undefined : await setUpToken({ db, env });
  } catch (error) {
    log.warn("the set-up token cannot be told", { error });
    return undefined;
  }
}

function readEnvironment(): Env {
  try {
    return env();
  } catch (error) {
    throw new StartFault((error as Error).message);
  }
}

/** One look-up decides whether the lane answers or Next does. */
function dispatch(pages: Listener): (request: IncomingMessage, response: ServerResponse) => void {
  const listeners = new Map<Handler, Listener>();
  const listenerOf = (handler: Handler): Listener => {
    const known = listeners.get(handler);
    if (known) return known;
    const made = getRequestListener(handler, { errorHandler: refuseUnreadable, overrideGlobalObjects: false });
    listeners.set(handler, made as Listener);
    return made as Listener;
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "*") return void response.writeHead(204, { allow: SERVER_METHODS }).end();
    // A check of before HTTP/1.1 names no host, which makes no URL.
    if (request.httpVersion === "1.0") request.headers.host ??= "localhost";
    if (request.method === "TRACE") return void listenerOf(refuseOthers)(asGet(request), response);
    if (!KNOWN.has(request.method ?? "")) return void listenerOf(refuseOthers)(request, response);
    const handler = laneHandler(request.method ?? "", request.url ?? "");
    if (handler) return void listenerOf(handler)(request, response);
    // Only we may say where a request came from.
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "";
    // What was refused unread would stand before the connection's next request: Deno does not take it away by itself.
    response.once("finish", () => request.readableEnded || request.resume());
    pages(request, response).catch((error) => {
      log.error("page failed", { path: pathOf(request), error });
      response.destroy();
    });
  };
  return (request, response) => {
    if (ending) return void refuseWhileEnding(request, response);
    takeOriginForm(request);
    const requestId = requestIdFrom(request.headers["x-request-id"]);
    // Next and its pages read it there; handlers of the lane have it from the scope.
    request.headers["x-request-id"] = requestId;
    response.setHeader("x-request-id", requestId);
    const end = beginRequest({ requestId, method: request.method ?? "", path: pathOf(request) });
    const isWrite = !READING.has(request.method ?? "");
    if (isWrite) writes += 1;
    response.once("close", () => {
      if (isWrite) writes -= 1;
      end(response.writableFinished ? response.statusCode : CLIENT_GONE);
    });
    inRequest({ requestId }, () => answer(request, response));
  };
}

/** Whoever asks by a whole URL, as if we were a proxy, means its path; its host counts, not the header's. */
function takeOriginForm(request: IncomingMessage): void {
  if (request.url?.startsWith("/")) return;
  const [, host, target] = /^https?:\/\/([^/?#@]+)(.*)$/i.exec(request.url ?? "") ?? [];
  if (host === undefined || target === undefined) return;
  request.headers.host = host;
  request.url = target.startsWith("/") ? target : `/${target}`;
}

/** What is asked for, without the query. */
function pathOf({ url = "" }: IncomingMessage): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

/** Methods of requests that change nothing, so that nobody need wait for their answers. */
const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** What the server as a whole answers. */
const SERVER_METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";
/** Some routes answer PUT by saying what they answer. */
const KNOWN = new Set([...SERVER_METHODS.split(", "), "PUT"]);
const refuseOthers = refuseMethod(SERVER_METHODS);

/** The platform's Request cannot be made of a TRACE, not even to refuse it. */
function asGet(request: IncomingMessage): IncomingMessage {
  request.method = "GET";
  return request;
}

async function refuseWhileEnding({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = unavailable("Rollcall is shutting down.").toResponse(requestIdFrom(headers["x-request-id"]));
  const body = await refusal.text();
  const told = {
    ...Object.fromEntries(refusal.headers),
    connection: "close",
    "content-length": Buffer.byteLength(body),
  };
  response.writeHead(refusal.status, told).end(body);
}

/** Requests that no handler sees: a Host or target that makes no URL. Handlers answer their own errors. */
function refuseUnreadable(error: unknown): Response {
  log.debug("unreadable request", { error });
  const requestId = currentRequest()?.requestId ?? crypto.randomUUID();
  return badRequest("The request's target or Host header cannot be read.").toResponse(requestId);
}

function listen(target: Server, host: string, port: number) {
  return new Promise<ReturnType<Server["address"]>>((resolve, reject) => {
    target.once("error", (error: NodeJS.ErrnoException) => {
      const reason: Record<string, string> = {
        EADDRINUSE: `Port ${port} of ${host} is taken by another program. Choose another: PORT=${port + 1} npm start`,
        EACCES: `Port ${port} needs rights that this user lacks. Choose one from 1024 on: PORT=3000 npm start`,
        EADDRNOTAVAIL: `HOST=${host} is no address of this machine.`,
      };
      reject(new StartFault(reason[error.code ?? ""] ?? error.message));
    });
    target.listen(port, host, () => resolve(target.address()));
  });
}

/** What the operator can mend: told in words, without a stack. */
class StartFault extends Error {}

/** Ends the process in order. A terminal and a parent may both ask: only the first call counts. */
function end(): void {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
  shutDown().then(
    () => process.exit(0),
    (error) => {
      log.error("shutdown failed", { error });
      process.exit(1);
    },
  );
}

/** Stops accepting, lets what was sent be committed and answered, ends streams, then closes the database. */
async function shutDown(): Promise<void> {
  server?.close();
  server?.closeIdleConnections();
  const deadline = Date.now() + FINISH_WRITES_MS;
  while (writes > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  // Still opening when the signal came: what is opened then must be closed too.
  const stopBackground = await register()?.catch(() => undefined);
  await stopBackground?.();
  server?.closeAllConnections();
}

/** Our parent holds the other end of standard input: when it is gone, killed even, so are we. */
function endWithParent(): void {
  if (process.env.ROLLCALL_PARENT !== "pipe") return;
  process.stdin.on("end", end);
  process.stdin.on("error", end);
  process.stdin.resume();
}

/** Tells why the start failed: in words where the operator can mend it, else with the stack. */
async function failStart(error: unknown): Promise<void> {
  const isTold = error instanceof StartFault || error instanceof DataDirectoryInUse;
  // For whoever sits before the terminal; on the console it would become a line of the log.
  const say = (words: string) => process.stderr.write(`${words}\n`);
  if (isUnavailable(error)) say("The database cannot be reached. Is DATABASE_URL right, and does it run?");
  if (isTold) say(error.message);
  else console.error(error);
  if (server || !isTold) {
    const stopBackground = await register()?.catch(() => undefined);
    const close = stopBackground ?? (await runtime().catch(() => undefined))?.close;
    await close?.().catch(() => {});
  }
  process.exit(1);
}

main().catch(failStart);
