/** Depth at which nested values are cut; the server refuses events deeper than 32. */
const maxDepth = 24;
const replacement = "\uFFFD";
// A high surrogate without its low one, or a low one without its high one.
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The text without NUL and lone surrogates (each becomes U+FFFD): PostgreSQL can store neither. */
export function wellFormed(text: string): string {
  return text.replaceAll("\u0000", replacement).replace(loneSurrogate, replacement);
}

const encoder = new TextEncoder();
/** Bytes that a text takes in a JSON document, without its quotes: a quotation mark two, a control character six. */
const writtenBytes = (text: string) => encoder.encode(JSON.stringify(text)).length - 2;

/**
 * The text cut to at most `maxBytes` as JSON writes it, with an ellipsis where something was cut off. Never splits a character.
 */
export function cut(text: string, maxBytes: number): string {
  if (text.length * 6 <= maxBytes || writtenBytes(text) <= maxBytes) return text;
  let bytes = writtenBytes("…");
  let end = 0;
  for (const character of text) {
    bytes += writtenBytes(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return `${text.slice(0, end)}…`;
}

/**
 * A copy of a value that JSON can carry whole: text is well-formed, big integers are text, what cannot be said (functions,
 * symbols, cycles, depth over 24) is left out or named. Never throws: a strange value must not break the bot that reports it.
 */
export function jsonSafe(value: unknown, depth = 0, above: readonly object[] = []): unknown {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === null || typeof value === "boolean") return value;
  if (typeof value !== "object") return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (above.includes(value)) return "[circular]";
  if (depth >= maxDepth) return "[too deep]";
  const path = [...above, value];
  if (Array.isArray(value)) return value.map((item) => jsonSafe(item, depth + 1, path) ?? null);
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) copy[wellFormed(name)] = jsonSafe(item, depth + 1, path);
  return copy;
}
