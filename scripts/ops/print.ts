export type Cell = string | number | null | undefined;

/** A heading and what stands below it. */
export function section(title: string, body: string): string {
  return `${title}\n${body || "  none"}\n`;
}

/** Rows in aligned columns; numbers to the right. Nothing in a cell can steer the terminal. */
export function table(head: string[], rows: Cell[][]): string {
  if (rows.length === 0) return "";
  const cells = [head, ...rows.map((row) => row.map(textOf))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const isNumeric = head.map((_, column) => rows.every((row) => typeof row[column] !== "string"));
  return cells
    .map((row) => row.map((cell, n) => (isNumeric[n] ? cell.padStart(widths[n]!) : cell.padEnd(widths[n]!))))
    .map((row) => `  ${row.join("  ").trimEnd()}`)
    .join("\n");
}

/** Names and values, one a line. */
export function pairs(values: Record<string, Cell>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values)
    .map(([name, value]) => `  ${name.padEnd(width)}  ${textOf(value)}`)
    .join("\n");
}

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return "-";
  if (typeof cell === "number") return Number.isInteger(cell) ? String(cell) : String(Number(cell.toFixed(2)));
  return cell.replace(/\p{Cc}/gu, " ");
}

/** Bytes for people. */
export function bytes(n: number | null): string {
  if (n === null) return "-";
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
