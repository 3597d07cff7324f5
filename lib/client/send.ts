import { retryAfterMs } from "./backoff.ts";
import { startTimer } from "./timer.ts";

/** What the server said of one event of a batch. */
export interface EventRefusal {
  index: number;
  id?: string;
  /** `invalid`, `too_large`, `too_old` or `unknown_type`. */
  code: string;
  detail: string;
}

/** How one request ended, and so what to do next. */
export type Outcome =
  /** Settled event by event: all but `errors` are kept. */
  | { kind: "answered"; status: number; accepted: number; duplicates: number; errors: EventRefusal[] }
  /** Passing trouble: the same again later. */
  | { kind: "retry"; status: number; detail: string; waitMs: number }
  /** Too much at once. */
  | { kind: "too_large" }
  /** Of no use as it is. `misconfigured`: no batch is, until somebody changes the key or the address. */
  | { kind: "refused"; status: number; detail: string; misconfigured: boolean };

/** Where requests go. */
export interface Target {
  endpoint: string;
  key: string;
  /** Milliseconds until a request without an answer is given up. */
  timeoutMs: number;
  fetch: typeof fetch;
}

/** Bodies above this many characters are compressed where the runtime can. */
const compressFrom = 16_384;

/**
 * Sends one batch.
 * @param request of this batch alone; aborting it ends the request early
 */
export async function send(body: string, target: Target, request: AbortController): Promise<Outcome> {
  const giveUp = () => request.abort(new Error(`no answer within ${target.timeoutMs} ms`));
  const cancelTimer = startTimer(target.timeoutMs, giveUp);
  try {
    const packed = body.length > compressFrom && typeof CompressionStream === "function";
    const response = await target.fetch(target.endpoint, {
      method: "POST",
      headers: {
        authorization: `Bearer ${target.key}`,
        "content-type": "application/json",
        ...(packed ? { "content-encoding": "gzip" } : {}),
      },
      body: packed ? await gzip(body) : body,
      redirect: "manual",
      signal: request.signal,
    });
    return judge(response, await response.text());
  } catch (error) {
    return { kind: "retry", status: 0, detail: reasonOf(error), waitMs: 0 };
  } finally {
    cancelTimer();
  }
}

function gzip(body: string): Promise<ArrayBuffer> {
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

function judge(response: Response, text: string): Outcome {
  const { status } = response;
  // What a proxy in front says of a request is no judgement of its events.
  const isOurs = status === 200 || /^application\/problem\+json\b/i.test(response.headers.get("content-type") ?? "");
  if (isOurs && (status === 200 || status === 422)) {
    const answer = readAnswer(text);
    if (answer) return { kind: "answered", status, ...answer };
    // A 200 that does not count is some gateway's page, not an acknowledgement.
    if (status === 200) return { kind: "retry", status, detail: "without the counts of an ingest answer", waitMs: 0 };
  }
  if (status === 413) return { kind: "too_large" };
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return {
      kind: "retry",
      status,
      detail: isOurs ? problemDetail(text) : response.statusText,
      waitMs: retryAfterMs(response.headers.get("retry-after"), Date.now()),
    };
  }
  const misconfigured = !isOurs || (status !== 400 && status !== 422);
  return { kind: "refused", status, detail: problemDetail(text), misconfigured };
}

function readAnswer(text: string): { accepted: number; duplicates: number; errors: EventRefusal[] } | undefined {
  const body = parse(text);
  if (!body) return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.flatMap(readRefusal) : [];
  if (typeof body.accepted === "number") {
    return { accepted: body.accepted, duplicates: Number(body.duplicates ?? 0), errors };
  }
  // 422 is a problem document: none was good, and `errors` has one line for each.
  return errors.length > 0 ? { accepted: 0, duplicates: 0, errors } : undefined;
}

function readRefusal(value: unknown): EventRefusal[] {
  if (typeof value !== "object" || value === null) return [];
  const { index, id, code, detail } = value as Record<string, unknown>;
  if (typeof index !== "number") return [];
  const refusal: EventRefusal = { index, code: String(code ?? "invalid"), detail: String(detail ?? "") };
  return [typeof id === "string" ? { ...refusal, id } : refusal];
}

function problemDetail(text: string): string {
  const body = parse(text);
  return String(body?.detail ?? body?.title ?? text.slice(0, 200));
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch` says only "fetch failed"; the cause has the news. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}
