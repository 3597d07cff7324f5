import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { parseAddress } from "./address";
import { type Allowance, isAllowed, parseAllowance } from "./allow";
import { type Outbound, type OutboundAnswer, OutboundError, type OutboundRequest } from "./outbound";

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;
/** Codes of a connection that never came about: nothing was sent, so the next address may be tried. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/** Finds the addresses of a name. @throws what the resolver throws */
export type Lookup = (host: string) => Promise<string[]>;

/**
 * The way out of this process. A name is resolved once, each of its addresses is checked, and the connection goes to one
 * of those: a name that changes its mind in between gains nothing.
 * @param env `OUTBOUND_ALLOW` says where beside the public internet it may lead
 */
export function createOutbound(
  env: { OUTBOUND_ALLOW?: string | undefined },
  { lookup = lookUp, timeoutMs = TIMEOUT_MS }: { lookup?: Lookup; timeoutMs?: number } = {},
): Outbound {
  const allowance = parseAllowance(env.OUTBOUND_ALLOW) ?? { networks: [], hosts: new Set<string>() };
  const resolve = (host: string) => resolveChecked(host, allowance, lookup);
  return {
    resolve: (host) => within(timeoutMs, () => resolve(host)),
    request: (url, request) =>
      within(timeoutMs, async (signal) => {
        const target = readUrl(url);
        const host = target.hostname.replace(/^\[|\]$/g, "");
        return askFirst(target, host, await resolve(host), request, signal);
      }),
  };
}

async function lookUp(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}

function readUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (target?.protocol === "http:" || target?.protocol === "https:") return target;
  throw new OutboundError("refused", "Only http and https addresses are called.");
}

async function resolveChecked(host: string, allowance: Allowance, find: Lookup): Promise<string[]> {
  const addresses = await (parseAddress(host) ? [host] : find(host).catch((error) => failed(error)));
  if (addresses.length === 0) throw new OutboundError("failed", "The host has no address.");
  for (const text of addresses) {
    const address = parseAddress(text);
    if (address && isAllowed(address, host, allowance)) continue;
    throw new OutboundError("refused", `${text} is no public address; OUTBOUND_ALLOW can allow it.`);
  }
  return addresses;
}

/** Asks the first address that takes the connection. */
async function askFirst(
  target: URL,
  host: string,
  addresses: string[],
  request: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  for (const [at, address] of addresses.entries()) {
    try {
      return await ask(target, host, address, request, signal);
    } catch (error) {
      const isLast = at === addresses.length - 1;
      if (isLast || !NOT_CONNECTED.has(codeOf(error)) || signal.aborted) failed(error);
    }
  }
  throw new OutboundError("failed", "The host has no address.");
}

function ask(
  target: URL,
  host: string,
  address: string,
  { method, headers, body, maxBytes = MAX_BYTES }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const isTls = target.protocol === "https:";
  return new Promise((resolve, reject) => {
    const sent = (isTls ? requestHttps : requestHttp)(
      {
        ...{ host: address, port: target.port || (isTls ? 443 : 80), method, agent: false, signal },
        path: `${target.pathname}${target.search}`,
        // An address has no name to ask the certificate for.
        ...(isTls && !parseAddress(host) && { servername: host }),
        headers: {
          host: target.host,
          "user-agent": "Rollcall",
          ...(body !== undefined && { "content-length": String(new TextEncoder().encode(body).length) }),
          ...headers,
        },
      },
      (answer) => readAnswer(answer, maxBytes).then(resolve, reject),
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<OutboundAnswer> {
  const decoder = new TextDecoder();
  let [text, left, cut] = ["", maxBytes, false];
  for await (const chunk of answer) {
    const bytes = chunk as Uint8Array;
    text += decoder.decode(bytes.subarray(0, left), { stream: true });
    cut = bytes.length > left;
    left -= bytes.length;
    if (cut) break;
  }
  // Whatever is left of it is not waited for.
  answer.destroy();
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers))
    headers[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
  return { status: answer.statusCode ?? 0, headers, text, cut };
}

/** Runs `work`, which its signal ends after so many milliseconds; whether it listens or not, nobody waits longer. */
async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new OutboundError("failed", `No answer within ${timeoutMs / 1000} s.`));
      ending.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(ending.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tells a socket's, resolver's or TLS fault without addresses or anything of the request. */
function failed(error: unknown): never {
  if (error instanceof OutboundError) throw error;
  const code = codeOf(error);
  throw new OutboundError("failed", WORDS[code] ?? `The connection failed${code ? ` (${code})` : ""}.`);
}

const WORDS: Record<string, string> = {
  ENOTFOUND: "The host has no address.",
  EAI_AGAIN: "The host's name cannot be resolved just now.",
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was cut.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The host's network cannot be reached.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is signed by itself.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate is another host's.",
  CERT_HAS_EXPIRED: "The certificate has expired.",
};

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}
