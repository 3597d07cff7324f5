/**
 * Text as an element of an array literal of PostgreSQL, quoted.
 * Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function quoteElement(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text}"`;
}

/** A value as an element of a `jsonb[]` literal. JSON has no control characters, so that the quotes of JSON do for PostgreSQL's too. */
export function jsonElement(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}
