/** A page's search parameters, as Next gives them. */
export type Search = Record<string, string | string[] | undefined>;

/** A parameter's value, trimmed: of a repeated one the first, of a missing one nothing. */
export function firstOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
}
