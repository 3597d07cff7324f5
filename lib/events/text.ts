const ENCODER = new TextEncoder();
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what PostgreSQL cannot store
const UNSTORABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const REPLACEMENT = "\ufffd";

/** The text with what PostgreSQL cannot store (NUL, lone surrogates) replaced by U+FFFD. */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? text.replace(UNSTORABLE, REPLACEMENT) : text;
}

/**
 * A JSON value with every string and member name made storable. Without recursion: depth is the sender's.
 * Returns the very value where nothing had to change.
 * @param json the value by JSON.stringify, where the caller has it
 */
export function storableValue<T>(value: T, json: string = JSON.stringify(value)): T {
  return UNSTORABLE_JSON.test(json) ? (rewrite(value) as T) : value;
}

// In JSON.stringify's output both appear escaped, and only there.
const UNSTORABLE_JSON = /\\u(?:0000|d[89ab][0-9a-f]{2}|d[c-f][0-9a-f]{2})/i;

function rewrite(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(rewrite);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storable(key), rewrite(member)]));
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return ENCODER.encode(text).length;
}

/** The longest prefix of a text that fits into so many UTF-8 bytes, never cutting a character in two. */
export function cutToBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const encoded = ENCODER.encode(text);
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && (encoded[end]! & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(encoded.subarray(0, end));
}
