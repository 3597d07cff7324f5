/** SQLSTATE where somebody holds a lock for longer than it was waited for. */
export const LOCK_NOT_AVAILABLE = "55P03";

/** SQLSTATEs and socket codes that say the database cannot be reached or cannot work just now. */
const UNAVAILABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "25006", // read-only: a standby during fail-over
  "25P03", // session ended for idling in a transaction
  LOCK_NOT_AVAILABLE,
  "57014", // statement timeout
  "57P01", // shut down by an administrator
  "57P02", // shut down by a crash
  "57P03", // starting up or shutting down
  "57P05", // session ended for idling
  "58030", // input or output failed
]);

/** Classes of SQLSTATE: 08 connection exception, 53 insufficient resources (connections, memory, disk full). */
const UNAVAILABLE_CLASSES = new Set(["08", "53"]);

/** What the drivers say without a code. */
const UNAVAILABLE_MESSAGE =
  /^Connection terminated|^timeout exceeded when trying to connect|^timeout expired|^Query read timeout|^Client has encountered a connection error|^Client was closed|^Cannot use a pool after calling end|websocket|^Connection ended unexpectedly/i;

/** Deadlock and serialisation failure: the transaction was rolled back and may simply be run again. */
const RETRYABLE_CODES = new Set(["40P01", "40001"]);

/** Whether the error, or what caused it, means that the database is unreachable or unable for now. */
export function isUnavailable(error: unknown): boolean {
  return chain(error).some(({ code, message, connecting }) => {
    if (connecting) return true;
    if (code && (UNAVAILABLE_CODES.has(code) || (code.length === 5 && UNAVAILABLE_CLASSES.has(code.slice(0, 2)))))
      return true;
    return UNAVAILABLE_MESSAGE.test(message);
  });
}

/** Whether running the same transaction again may succeed at once. */
export function isRetryable(error: unknown): boolean {
  return chain(error).some(({ code }) => code !== undefined && RETRYABLE_CODES.has(code));
}

/** Whether a text that was asked for holds what no text in the database can, such as NUL. */
export function isUnstorable(error: unknown): boolean {
  const state = sqlState(error);
  return state === "22021" || state === "22P05";
}

/** The SQLSTATE of the error or of what caused it, if PostgreSQL gave one. */
export function sqlState(error: unknown): string | undefined {
  return chain(error).find(({ code }) => code !== undefined && /^[0-9A-Z]{5}$/.test(code))?.code;
}

interface Link {
  code: string | undefined;
  message: string;
  /** The operating system refused a connection, for whatever reason. */
  connecting: boolean;
}

/** The error, its causes, and the members of aggregates, eight at most: drizzle wraps the driver's error, and so do sockets. */
function chain(error: unknown): Link[] {
  const links: Link[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && links.length < 8) {
    const at = waiting.shift();
    if (typeof at !== "object" || at === null) continue;
    const { code, message, syscall, cause, error: inner, errors } = at as Record<string, unknown>;
    // A wrapper repeats its query and parameters in its message: those words are data, not a diagnosis.
    const isWrapper = "query" in at && "params" in at;
    links.push({
      code: typeof code === "string" ? code : undefined,
      message: typeof message === "string" && !isWrapper ? message : "",
      connecting: syscall === "connect",
    });
    waiting.push(cause, inner, ...(Array.isArray(errors) ? errors : []));
  }
  return links;
}
