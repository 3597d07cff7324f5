import { z } from "zod";
import { botDetailAnswer, botListAnswer } from "../../bots/bot";
import { botChangeSchema } from "../../bots/change";
import { botListQuery } from "../../bots/list-query";
import { errorGroupsAnswer } from "../../jobs/errors/group";
import { botStatsAnswer } from "../../stats/bot-stats";
import { MAX_HOURS, type RangeSearch } from "../../stats/range";
import { botResourcesAnswer } from "../../stats/resources/schema";
import { botUptimeAnswer } from "../../stats/uptime/schema";
import { asJson, type Operation } from "./operation";

const tag = "Bots";

const instant = z.iso.datetime({ offset: true });

/** The members that lib/stats/range.ts reads from a URL. */
const rangeQuery = z.object({
  hours: z.int().min(1).max(MAX_HOURS).describe("Hours up to now; 24 where nothing is said. Not beside `from`."),
  from: instant.describe(
    `The first instant, at most ${MAX_HOURS} hours before \`to\`. Whole hours are counted: the one that it lies in too.`,
  ),
  to: instant.describe("The end, exclusive; now where left out. The hour that it lies in is counted whole."),
  tz: z.string().describe("IANA time zone whose hours are listed, while minutes are kept; UTC where left out."),
} satisfies Record<keyof RangeSearch, z.ZodType>);

const list = (path: string, id: string): Operation => ({
  ...{ method: "get", path, id, tag, access: "read" },
  summary: "Bots with their status and the figures of their work.",
  query: botListQuery,
  answers: { 200: { description: "A page of bots.", content: asJson(botListAnswer) } },
  problems: [400, 401, 403, 429, 503],
});

/** Without a zone, which only the hours of the statistics have. */
const periodQuery = rangeQuery.omit({ tz: true });

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
  {
    ...{ method: "get", path: "/api/bots/{bot_id}/resources", id: "getBotResources", tag, access: "read" },
    summary: "What CPU and memory a bot used in a period, as its heartbeats told.",
    query: periodQuery,
    answers: { 200: { description: "The course of both.", content: asJson(botResourcesAnswer) } },
    problems: [400, 401, 403, 404, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/bots/{bot_id}/uptime", id: "getBotUptime", tag, access: "read" },
    summary: "How much of a period a bot was alive, by its heartbeats.",
    query: periodQuery,
    answers: { 200: { description: "The share and its course.", content: asJson(botUptimeAnswer) } },
    problems: [400, 401, 403, 404, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/bots/{bot_id}/errors", id: "getBotErrors", tag, access: "read" },
    summary: "A bot's errors in a period, the same error counted together.",
    query: periodQuery,
    answers: { 200: { description: "The groups.", content: asJson(errorGroupsAnswer) } },
    problems: [400, 401, 403, 404, 429, 503],
  },
];
