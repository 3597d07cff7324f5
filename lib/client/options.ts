import type { BackoffOptions } from "./backoff.ts";
import type { BreakerOptions } from "./breaker.ts";
import type { BufferLimits } from "./buffer.ts";
import type { OnError } from "./complain.ts";
import type { BotKind } from "./event.ts";

/** What a client must be told, and what it may be. */
export interface ClientOptions {
  /** Address of Rollcall, for example `http://127.0.0.1:3000`. */
  url: string;
  /** A key of scope `ingest`. */
  key: string;
  /** 1 to 200 of `A-Z a-z 0-9 . _ : -`. A new one registers the bot. */
  botId: string;
  kind?: BotKind;
  /** Shown in place of the id. */
  name?: string;
  tags?: readonly string[];
  version?: string;
  host?: string;
  /** Milliseconds between heartbeats, 15,000 unless told; 0 sends none. */
  heartbeatMs?: number;
  /** Milliseconds an event waits for company, 250 unless told. */
  flushMs?: number;
  /** Milliseconds until a request is given up, 10,000 unless told. */
  timeoutMs?: number;
  /** What may wait while the server is away: 10,000 events and 8 MiB unless told. */
  buffer?: Partial<BufferLimits>;
  /** Waits after failed tries: up to 250 ms, doubling up to 15 s, unless told. */
  backoff?: Partial<BackoffOptions>;
  /** Opens after 5 failures in a row for 10 s, unless told. */
  breaker?: Partial<BreakerOptions>;
  /** Told what goes wrong with the reporting. Unless given, a line a minute of each kind goes to the console at most. */
  onError?: OnError;
  /** Told how many events had to be dropped since the client started, each time it grows. Else `onError` is, the first time. */
  onDrop?: (droppedInAll: number) => void;
  /** For tests and proxies; the runtime's own unless given. */
  fetch?: typeof fetch;
}

/** The options with every default filled in. Throws a TypeError that names what is wrong. */
export function completeOptions(options: ClientOptions) {
  if (!/^(?!\.{1,2}$)[A-Za-z0-9._:-]{1,200}$/.test(options.botId)) {
    throw new TypeError(`botId must be 1 to 200 of A-Z a-z 0-9 . _ : -, not ${JSON.stringify(options.botId)}`);
  }
  if (!options.key) throw new TypeError("key is empty: is the variable that it comes from set, and exported?");
  if (!/^[\x21-\x7e]+$/.test(options.key)) throw new TypeError("key must be the text of an API key");
  const { buffer, backoff, breaker } = options;
  return {
    endpoint: endpointOf(options.url),
    heartbeatMs: numberOf("heartbeatMs", options.heartbeatMs ?? 15_000),
    flushMs: numberOf("flushMs", options.flushMs ?? 250),
    timeoutMs: numberOf("timeoutMs", options.timeoutMs ?? 10_000, 1),
    buffer: {
      events: numberOf("buffer.events", buffer?.events ?? 10_000, 1),
      bytes: numberOf("buffer.bytes", buffer?.bytes ?? 8 * 1024 * 1024, 1),
    },
    backoff: {
      baseMs: numberOf("backoff.baseMs", backoff?.baseMs ?? 250),
      capMs: numberOf("backoff.capMs", backoff?.capMs ?? 15_000),
    },
    breaker: {
      failures: numberOf("breaker.failures", breaker?.failures ?? 5, 1),
      openMs: numberOf("breaker.openMs", breaker?.openMs ?? 10_000),
    },
    fetch: options.fetch ?? ((...request: Parameters<typeof fetch>) => fetch(...request)),
  };
}

function numberOf(name: string, value: number, least = 0): number {
  // What JavaScript hands in may be no number, and NaN is not at least anything.
  if (typeof value === "number" && value >= least) return value;
  throw new TypeError(`${name} must be a number from ${least} up, not ${String(value)}`);
}

function endpointOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new TypeError(`url must be an http or https address, not ${JSON.stringify(url)}`);
  }
  return new URL("api/events", url.endsWith("/") ? url : `${url}/`).href;
}
