import { z } from "zod";
import { botDetailAnswer, botListAnswer } from "../../bots/bot";
import { botChangeSchema } from "../../bots/change";
import { botListQuery } from "../../bots/list-query";
import { botStatsAnswer } from "../../stats/bot-stats";
import { MAX_HOURS, type RangeSearch } from "../../stats/range";
import { asJson, type Operation } from "./operation";

const tag = "Bots";

const instant = z.iso.datetime({ offset: true });

/** The members that lib/stats/range.ts reads from a URL. */
const rangeQuery = z.object({
  hours: z.int().min(1).max(MAX_HOURS).describe("Hours up to now; 24 where nothing is said. Not beside `from`."),
  from: instant.describe(`The first instant, at most ${MAX_HOURS} hours before \`to\`.`),
  to: instant.describe("The end, exclusive; now where left out."),
  tz: z.string().describe("IANA time zone whose hours are listed, while minutes are kept; UTC where left out."),
} satisfies Record<keyof RangeSearch, z.ZodType>);

const list = (path: string, id: string): Operation => ({
  ...{ method: "get", path, id, tag, access: "read" },
  summary: "Bots with their status and the figures of their work.",
  query: botListQuery,
  answers: { 200: { description: "A page of bots.", content: asJson(botListAnswer) } },
  problems: [400, 401, 403, 429, 503],
});

const stats = (path: string, id: string): Operation => ({
  ...{ method: "get", path, id, tag, access: "read" },
  summary: "What a bot did in a period, by the hour.",
  query: rangeQuery,
  answers: { 200: { description: "The figures.", content: asJson(botStatsAnswer) } },
  problems: [400, 401, 403, 404, 429, 503],
});

export const botOperations: Operation[] = [
  list("/bots", "listBots"),
  list("/api/bots", "listBotsUnderApi"),
  {
    ...{ method: "get", path: "/api/bots/{bot_id}", id: "getBot", tag, access: "read" },
    summary: "A bot with all that it reports and the contract it is held to.",
    answers: { 200: { description: "The bot.", content: asJson(botDetailAnswer) } },
    problems: [400, 401, 403, 404, 429, 503],
  },
  {
    ...{ method: "patch", path: "/api/bots/{bot_id}", id: "changeBot", tag, access: "admin" },
    summary: "Change a bot's name, tags, contract or pause; what is left out stays.",
    body: { content: asJson(botChangeSchema), required: true },
    answers: { 200: { description: "The bot as it is then.", content: asJson(botDetailAnswer) } },
    problems: [400, 401, 403, 404, 413, 415, 422, 429, 503],
  },
  {
    ...{ method: "delete", path: "/api/bots/{bot_id}", id: "removeBot", tag, access: "admin" },
    summary: "Remove a bot and all that it reported.",
    answers: { 204: { description: "Removed." } },
    problems: [400, 401, 403, 404, 429, 503],
  },
  stats("/bots/{bot_id}/stats", "getBotStats"),
  stats("/api/bots/{bot_id}/stats", "getBotStatsUnderApi"),
];
