/** Headers of an event stream that no proxy may hold back, change or keep. */
export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};

/** One event of the stream. @param data JSON in one line */
export function sseEvent(id: string, name: string, data: string): string {
  return `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`;
}

/** The stream's first lines: how long a client waits before it comes again, and from where it then goes on. */
export function sseOpening(id: string, retryMs: number): string {
  return `retry: ${retryMs}\nid: ${id}\n\n`;
}

/** A comment that keeps the connection alive, and moves the place from which the client would go on. */
export function sseComment(id: string): string {
  return `: keep-alive\nid: ${id}\n\n`;
}
