import { authorise } from "@/lib/access/authorise";
import { type ExportFormat, type ExportRequest, parseExport } from "@/lib/export/query";
import { exportStream } from "@/lib/export/stream";
import { refuseMethod, respond } from "@/lib/http/respond";
import { isTextMasked } from "@/lib/messages/masking";
import { runtime } from "@/lib/runtime";

const TYPES: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  ndjson: "application/x-ndjson",
};

/** What was reported in a period, its jobs or its hours, as a file, streamed. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const principal = await authorise(request, "read");
    const { db, now, rawDays, kept } = await runtime();
    const context = { db, now: now(), rawDays, kept };
    const asked = parseExport(Object.fromEntries(new URL(request.url).searchParams), context.now);
    return new Response(await exportStream(context, asked, isTextMasked(principal)), {
      headers: {
        "content-type": TYPES[asked.format],
        "content-disposition": `attachment; filename="${fileName(asked)}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  });
}

function fileName({ kind, format, from, to }: ExportRequest): string {
  const day = (at: Date) => at.toISOString().slice(0, "2026-11-22".length);
  return `rollcall-${kind}-${day(from)}-${day(to)}.${format}`;
}

export const POST = refuseMethod("GET, HEAD");
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const OPTIONS = POST;
