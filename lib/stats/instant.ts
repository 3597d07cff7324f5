/**
 * An instant as the API tells it: RFC 3339 in UTC, milliseconds only where there are any.
 *
 *     toInstant(new Date(0))   "1970-01-01T00:00:00Z"
 *     toInstant(new Date(500)) "1970-01-01T00:00:00.500Z"
 */
export function toInstant(date: Date): string {
  return date.toISOString().replace(".000Z", "Z");
}

/** {@link toInstant}, or null for what has not been. */
export function toInstantOrNull(date: Date | null): string | null {
  return date && toInstant(date);
}
