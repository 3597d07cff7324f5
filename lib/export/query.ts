import { z } from "zod";
import { badRequest } from "../http/problem";
import { givenInstant } from "../stats/instant-schema";
import { EXPORT_HEADINGS, type ExportKind } from "./kind";

const DAY_MS = 86_400_000;

/** The forms of an export. */
export const EXPORT_FORMATS = ["csv", "json", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const nothing = (text: unknown) => (text === "" ? undefined : text);
const kinds = Object.keys(EXPORT_HEADINGS) as [ExportKind, ...ExportKind[]];

/** The query of `GET /api/monitoring/export`. */
export const exportQuery = z.object({
  format: z.preprocess(nothing, z.enum(EXPORT_FORMATS).default("csv")),
  kind: z
    .preprocess(nothing, z.enum(kinds).default("events"))
    .describe(
      "Events, messages and requests as they were reported, by day, bot and time. Jobs: ended attempts as they are counted, " +
        "by bot, the last first. Stats: what each bot did in each UTC hour, by bot and hour.",
    ),
  from: z
    .preprocess(nothing, givenInstant.optional())
    .describe("Inclusive; a day before `to` where left out. What is no longer kept is not in the file."),
  to: z.preprocess(nothing, givenInstant.optional()).describe("Exclusive; now where left out."),
  bot_id: z.preprocess(nothing, z.string().max(200).optional()),
});

/** What to export. */
export interface ExportRequest {
  format: ExportFormat;
  kind: ExportKind;
  botId: string | null;
  from: Date;
  to: Date;
}

/** @throws Problem 400 with the faults by parameter */
export function parseExport(search: Record<string, string | undefined>, now: Date): ExportRequest {
  const parsed = exportQuery.safeParse(search);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw badRequest("The query does not fit.", faults);
  }
  const { format, kind, bot_id } = parsed.data;
  const to = parsed.data.to ? new Date(parsed.data.to) : now;
  const from = parsed.data.from ? new Date(parsed.data.from) : new Date(to.getTime() - DAY_MS);
  if (from >= to) throw badRequest("The query does not fit.", [{ path: "from", message: "must be before to" }]);
  return { format, kind, botId: bot_id ?? null, from, to };
}
