import { csvRow } from "@/lib/export/csv";

/** Figures as they are, for a file: no units in the cells, null where nothing was measured. */
export interface ChartData {
  headings: string[];
  rows: (string | number | null)[][];
}

/**
 * Figures as CSV (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula is marked as text by an apostrophe.
 *
 *     chartCsv({ headings: ["day", "messages"], rows: [["2026-11-22", 12]] }) "day,messages\r\n2026-11-22,12\r\n"
 *     chartCsv({ headings: ["user"], rows: [["=1+1"]] })                      "user\r\n'=1+1\r\n"
 */
export function chartCsv({ headings, rows }: ChartData): string {
  return [headings, ...rows].map(csvRow).join("");
}

/**
 * The name of a file after the title of its chart.
 *
 *     fileName("Messages by day, UTC", "csv") "messages-by-day-utc.csv"
 */
export function fileName(title: string, ending: "csv" | "png"): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ["chart"];
  return `${words.join("-")}.${ending}`;
}
