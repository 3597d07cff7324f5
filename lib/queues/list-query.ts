import { z } from "zod";
import { decodeCursor, encodeCursor, MAX_CURSOR } from "../http/cursor";
import { inputFaults } from "../http/json";
import { badRequest } from "../http/problem";
import { DEFAULT_QUEUE_SORT, QUEUE_SORT_KEYS, type QueuePosition, type QueueSortKey } from "./order";

const SORTS = QUEUE_SORT_KEYS.flatMap((key) => [key, `-${key}`] as const);
const DEFAULT_LIMIT = 100;

/** An empty parameter is as good as none: forms send them. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** The query of `GET /api/queues`. */
export const queueListQuery = z.object({
  q: optional(z.string().trim().max(200)).describe("Part of the name, in any case."),
  bot: optional(z.string().max(200)).describe("Only queues that this bot samples or works."),
  sort: optional(
    z.enum(SORTS, { error: `must be one of ${QUEUE_SORT_KEYS.join(", ")}, with - before it to turn it round` }),
  ).describe("The deepest first where left out."),
  limit: optional(
    z
      .string()
      .regex(/^\d{1,3}$/, "must be a whole number from 1 to 500")
      .transform(Number)
      .pipe(z.int().min(1).max(500)),
  ).describe(`1 to 500; ${DEFAULT_LIMIT} where left out.`),
  cursor: optional(z.string().max(MAX_CURSOR)).describe("`next_cursor` of the page before, with the same sort."),
});

/** What a list is asked for. */
export interface QueueListRequest {
  /** In lower case. */
  text: string;
  bot: string | undefined;
  sort: QueueSortKey;
  descending: boolean;
  limit: number;
  after: QueuePosition | undefined;
}

/** Reads a query. @throws Problem 400 with the faults by parameter */
export function parseQueueList(search: Record<string, string | undefined>): QueueListRequest {
  const parsed = queueListQuery.safeParse(search);
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  const { q, bot, sort = DEFAULT_QUEUE_SORT, limit = DEFAULT_LIMIT, cursor } = parsed.data;
  return {
    text: q?.toLowerCase() ?? "",
    bot,
    sort: sort.replace("-", "") as QueueSortKey,
    descending: sort.startsWith("-"),
    limit,
    after: cursor === undefined ? undefined : positionOf(cursor, sort),
  };
}

const cursorParts = z.tuple([z.string(), z.union([z.string(), z.number(), z.null()]), z.string()]);

function positionOf(cursor: string, sort: string): QueuePosition {
  const parts = cursorParts.safeParse(decodeCursor(cursor));
  if (!parts.success || parts.data[0] !== sort) {
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor of this sort" }]);
  }
  return { value: parts.data[1], queue: parts.data[2] };
}

/** The position as an opaque cursor, good for the same sort only. */
export function queueCursor({ sort, descending }: QueueListRequest, { value, queue }: QueuePosition): string {
  return encodeCursor([descending ? `-${sort}` : sort, value, queue]);
}
