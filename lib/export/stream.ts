import type { Database } from "../db/client";
import { withoutText } from "../messages/masking";
import { csvRow } from "./csv";
import { cellsOf, EXPORTS, headingsOf, recordOf } from "./kind";
import type { ExportRequest } from "./query";
import { type ExportRow, selectEventsAfter } from "./store";

/** So many events are held at once, whatever the size of the file. */
const PAGE = 1000;

/**
 * The events of a period as a file, read page by page as fast as the reader takes them: memory stays flat, and no
 * transaction outlives a page. Each page is as the log is when it is read.
 * @param isMasked whether messages are told without their text
 * @returns a stream that breaks off, so that the file is visibly not whole, when the database fails in the middle
 */
export async function exportStream(
  { db }: { db: Database },
  request: ExportRequest,
  isMasked: boolean,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const span = { ...request, types: EXPORTS[request.kind].types };
  const encoder = new TextEncoder();
  // The first page is read before anything is answered, so that a database out of reach is a 503.
  let page = await selectEventsAfter(db, span, null, PAGE);
  let told = 0;
  const text = formOf(request);
  const masked = (row: ExportRow) => (isMasked ? { ...row, data: withoutText(row.type, row.data) } : row);
  return new ReadableStream({
    async pull(controller) {
      const lines = page.map((row, index) => text.row(masked(row), told + index === 0)).join("");
      controller.enqueue(encoder.encode((told === 0 ? text.head : "") + lines));
      told += page.length;
      if (page.length === PAGE) {
        page = await selectEventsAfter(db, span, page.at(-1)!, PAGE);
        if (page.length > 0) return;
      }
      if (text.foot) controller.enqueue(encoder.encode(text.foot));
      controller.close();
    },
  });
}

/** How a form begins, tells an event and ends. */
function formOf({ format, kind }: ExportRequest) {
  if (format === "csv") {
    return { head: csvRow(headingsOf(kind)), row: (row: ExportRow) => csvRow(cellsOf(kind, row)), foot: "" };
  }
  if (format === "ndjson") return { head: "", row: (row: ExportRow) => `${JSON.stringify(recordOf(row))}\n`, foot: "" };
  return {
    head: "[",
    row: (row: ExportRow, isFirst: boolean) => `${isFirst ? "\n" : ",\n"}${JSON.stringify(recordOf(row))}`,
    foot: "\n]\n",
  };
}
