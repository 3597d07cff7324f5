import { z } from "zod";
import { MAX_CURSOR } from "../http/cursor";
import { inputFaults } from "../http/json";
import { badRequest } from "../http/problem";
import { BOT_KINDS, BOT_STATUSES, type BotStatus } from "./bot";

/** What the list can be ordered by; `-` before it turns the order round. Bots without the figure stand last either way. */
export const BOT_SORT_KEYS = [
  "name",
  "status",
  "last_heartbeat",
  "success_rate",
  "throughput",
  "p95",
  "error_rate",
] as const;
export type BotSortKey = (typeof BOT_SORT_KEYS)[number];

const SORTS = BOT_SORT_KEYS.flatMap((key) => [key, `-${key}`] as const);

/** An empty parameter is as good as none: forms send them. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** The query of `GET /api/bots`. */
export const botListQuery = z.object({
  status: optional(
    z.string().refine((text) => text.split(",").every((status) => BOT_STATUSES.includes(status as BotStatus)), {
      error: `must be any of ${BOT_STATUSES.join(", ")}, joined by commas`,
    }),
  ).describe(`Any of ${BOT_STATUSES.join(", ")}, joined by commas.`),
  tag: optional(z.string().max(200)),
  kind: optional(z.enum(BOT_KINDS)),
  q: optional(z.string().trim().max(200)).describe("Part of the id or the name, in any case."),
  sort: optional(
    z.enum(SORTS, { error: `must be one of ${BOT_SORT_KEYS.join(", ")}, with - before it to turn it round` }),
  ).describe("`status` puts the most urgent first. By name where left out."),
  limit: optional(
    z
      .string()
      .regex(/^\d{1,3}$/, "must be a whole number from 1 to 500")
      .transform(Number)
      .pipe(z.int().min(1).max(500)),
  ).describe("1 to 500; 50 where left out."),
  cursor: optional(z.string().max(MAX_CURSOR)).describe("`next_cursor` of the page before, with the same sort."),
  page: optional(
    z
      .string()
      .regex(/^\d{1,6}$/, "must be a whole number from 1")
      .transform(Number)
      .pipe(z.int().min(1)),
  ).describe(
    "Number of a page of `limit` bots, from 1, in place of a cursor: for people, since bots may move meanwhile.",
  ),
});

/** What a list is asked for. */
export interface BotListRequest {
  statuses: readonly string[];
  tag: string | undefined;
  kind: string | undefined;
  /** In lower case. */
  text: string;
  sort: BotSortKey;
  descending: boolean;
  limit: number;
  /** From 1. */
  page: number;
  after: BotPosition | undefined;
}

/** Where a page of the list ended: the sort value and the id of its last bot. */
export interface BotPosition {
  value: string | number | null;
  id: string;
}

const DEFAULT_LIMIT = 50;

/** Reads a query. @throws Problem 400 with the faults by parameter */
export function parseBotList(search: Record<string, string | undefined>): BotListRequest {
  const parsed = botListQuery.safeParse(search);
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  const { status, tag, kind, q, sort = "name", limit = DEFAULT_LIMIT, cursor, page = 1 } = parsed.data;
  if (cursor !== undefined && page > 1) {
    throw badRequest("The query does not fit.", [{ path: "page", message: "give either page or cursor" }]);
  }
  return {
    statuses: status?.split(",") ?? [],
    tag,
    kind,
    text: q?.toLowerCase() ?? "",
    sort: sort.replace("-", "") as BotSortKey,
    descending: sort.startsWith("-"),
    limit,
    page,
    after: cursor === undefined ? undefined : positionOf(cursor, sort),
  };
}

/** The position as an opaque cursor, good for the same sort only. */
export function cursorOf({ sort, descending }: BotListRequest, { value, id }: BotPosition): string {
  const bytes = new TextEncoder().encode(JSON.stringify([descending ? `-${sort}` : sort, value, id]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const cursorParts = z.tuple([z.string(), z.union([z.string(), z.number(), z.null()]), z.string()]);

function positionOf(cursor: string, sort: string): BotPosition {
  try {
    const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const [madeFor, value, id] = cursorParts.parse(JSON.parse(new TextDecoder().decode(bytes)));
    if (madeFor === sort) return { value, id };
  } catch {
    // answered below, as a cursor of another sort is
  }
  throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor of this sort" }]);
}
