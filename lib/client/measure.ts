import type { BotEvent, MessageProcessed, RequestHandled } from "./event.ts";

type Report = (event: BotEvent) => void;

/**
 * Runs what answers a message and reports `message.processed` with its response time, `failed` if it threw.
 * @returns what `answer` returned; throws what it threw
 */
export async function measureMessage<T>(
  message: Omit<MessageProcessed, "response_time_ms" | "failed">,
  answer: () => Promise<T> | T,
  report: Report,
): Promise<T> {
  const startedMs = performance.now();
  let failed = true;
  try {
    const reply = await answer();
    failed = false;
    return reply;
  } finally {
    const data = { ...message, response_time_ms: since(startedMs) };
    report({ type: "message.processed", data: failed ? { ...data, failed } : data });
  }
}

/** What is known of a request while it is handled; the handler fills in what it learns. */
export interface RequestSpan {
  method: string;
  /** Template of the route, never the path. */
  route: string;
  /** 200 unless set; 500 if the handler throws and has set none; a returned `Response` has the last word. */
  statusCode?: number;
  cache?: "hit" | "miss";
}

/**
 * Runs what handles a request and reports `request.handled`.
 * @returns what `handle` returned; throws what it threw
 */
export async function measureRequest<T>(
  span: RequestSpan,
  handle: (span: RequestSpan) => Promise<T> | T,
  report: Report,
): Promise<T> {
  const startedMs = performance.now();
  let status = 500;
  try {
    const result = await handle(span);
    status = result instanceof Response ? result.status : (span.statusCode ?? 200);
    return result;
  } catch (error) {
    status = span.statusCode ?? 500;
    throw error;
  } finally {
    const { method, route, cache } = span;
    const data: RequestHandled = { method, route, status_code: status, duration_ms: since(startedMs) };
    report({ type: "request.handled", data: cache ? { ...data, cache } : data });
  }
}

/** Milliseconds since a moment of `performance.now()`, to a hundredth. */
function since(startedMs: number): number {
  return Math.round((performance.now() - startedMs) * 100) / 100;
}
