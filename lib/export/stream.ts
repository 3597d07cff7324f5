import { csvRow } from "./csv";
import { cellsOf, EXPORT_HEADINGS, type ExportRecord } from "./kind";
import { type ExportContext, pagesOf } from "./pages";
import type { ExportRequest } from "./query";

/**
 * A period as a file, read page by page as fast as the reader takes them: memory stays flat, and no transaction outlives a
 * page. Each page is as the database is when it is read.
 * @param isMasked whether messages are told without their text
 * @returns a stream that breaks off, so that the file is visibly not whole, when the database fails in the middle
 */
export async function exportStream(
  context: ExportContext,
  request: ExportRequest,
  isMasked: boolean,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const pages = pagesOf(context, request, isMasked);
  const form = formOf(request);
  const encoder = new TextEncoder();
  // The first page is read before anything is answered, so that a database out of reach is a 503.
  let page = await pages.next();
  let before = form.head;
  let told = 0;
  return new ReadableStream({
    async pull(controller) {
      const rows: ExportRecord[] = page.done ? [] : page.value;
      const lines = rows.map((record, index) => form.row(record, told + index === 0)).join("");
      const text = before + lines + (page.done ? form.foot : "");
      if (text) controller.enqueue(encoder.encode(text));
      if (page.done) return controller.close();
      before = "";
      told += rows.length;
      page = await pages.next();
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

/** How a form begins, tells a row and ends. */
function formOf({ format, kind }: ExportRequest) {
  if (format === "csv") {
    const row = (record: ExportRecord) => csvRow(cellsOf(kind, record));
    return { head: csvRow(EXPORT_HEADINGS[kind]), row, foot: "" };
  }
  if (format === "ndjson") return { head: "", row: (record: ExportRecord) => `${JSON.stringify(record)}\n`, foot: "" };
  const row = (record: ExportRecord, isFirst: boolean) => `${isFirst ? "\n" : ",\n"}${JSON.stringify(record)}`;
  return { head: "[", row, foot: "\n]\n" };
}
