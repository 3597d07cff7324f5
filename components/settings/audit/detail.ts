/**
 * An entry's detail in one line, for the log's table.
 *
 *     detailText({ name: { from: "a", to: "b" }, paused: true }) "name: a → b, paused: true"
 *     detailText({ fields: ["name", "tags"] })                   "fields: name, tags"
 *     detailText(null)                                           ""
 */
export function detailText(detail: Record<string, unknown> | null): string {
  return Object.entries(detail ?? {})
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${valueText(value)}`)
    .join(", ");
}

function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value === "object" && value !== null && "from" in value && "to" in value) {
    return `${valueText(value.from)} → ${valueText(value.to)}`;
  }
  return JSON.stringify(value) ?? "";
}
