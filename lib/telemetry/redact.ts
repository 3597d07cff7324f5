const SECRET_WORDS = new Set([
  "authorization",
  "cookie",
  "secret",
  "password",
  "token",
  "text",
  "credential",
  "credentials",
]);
const SECRET_VALUES: [RegExp, string][] = [
  [/\brc_[ira]_[A-Za-z0-9]+/g, "rc_[redacted]"],
  [/\b(Bearer|Basic)\s+[^\s"']+/gi, "$1 [redacted]"],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@]+@/gi, "$1[redacted]@"],
];
const MAX_STRING = 4000;
const MAX_LEVELS = 5;

/**
 * A copy of a log field that is safe to write: members named as secrets or message text are blanked, keys, bearer
 * tokens and passwords in URLs are blanked wherever they stand, errors become plain objects, long text is cut.
 */
export function redact(value: unknown, level = 0): unknown {
  if (typeof value === "string") return redactString(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (level >= MAX_LEVELS) return "[deeper]";
  if (value instanceof Error) return redactError(value, level);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, level + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecretName(name) ? "[redacted]" : redact(item, level + 1)]),
  );
}

/** `apiKey`, `message_text` and `set-cookie` name secrets; `key_id`, `context` and `keys` do not. */
function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.at(-1) === "key" || words.some((word) => SECRET_WORDS.has(word));
}

function redactString(text: string): string {
  const cut = text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}…` : text;
  return SECRET_VALUES.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), cut);
}

/** drizzle puts the parameters of a failed query, and so message text, into its error's message: only the statement is kept. */
function redactError(error: Error, level: number): unknown {
  const { code, cause, query } = error as Error & { code?: unknown; query?: unknown };
  const isQueryFailure = typeof query === "string";
  return {
    name: error.name,
    message: isQueryFailure ? redactString(`Failed query: ${query}`) : redactString(error.message),
    ...(typeof code === "string" && { code }),
    ...(error.stack && { stack: redactString(frames(error.stack)) }),
    ...(cause !== undefined && { cause: redact(cause, level + 1) }),
  };
}

/** The lines of a stack that name places, without the message that stands above them. */
function frames(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
    .join("\n");
}
