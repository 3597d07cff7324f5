/** What a cell of a CSV file can hold; null is an empty one. */
export type CsvValue = string | number | boolean | null;

/**
 * A row of CSV (RFC 4180) with its line end. A text that a spreadsheet would take for a formula is marked as text by an
 * apostrophe.
 *
 *     csvRow(["a", 1.5, null])   "a,1.5,\r\n"
 *     csvRow(['say "hi"', "=1"]) '"say ""hi""",\'=1\r\n'
 */
export function csvRow(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
