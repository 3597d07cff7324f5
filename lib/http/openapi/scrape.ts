import {
  newTargetSchema,
  scrapeReportSchema,
  targetChangeSchema,
  targetListQuery,
  targetListSchema,
  targetSchema,
} from "../../scrape/target";
import { asJson, type Operation } from "./operation";

const tag = "Scrape targets";
const access = "admin";
const problems = [401, 403, 429, 503];
const changing = [400, ...problems, 409, 413, 415, 422];
const answer = { 200: { description: "The target.", content: asJson(targetSchema) } };

const cron = (method: "get" | "post", id: string): Operation => ({
  ...{ method, path: "/api/cron/scrape", id, tag: "Cron", access: "cron" },
  summary: "Scrape the targets that are due.",
  answers: { 200: { description: "What was done.", content: asJson(scrapeReportSchema) } },
  problems: [401, 503],
});

export const scrapeOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/scrape-targets", id: "listScrapeTargets", tag, access },
    summary: "The services whose Prometheus metrics are imported, by name.",
    query: targetListQuery,
    answers: { 200: { description: "A page of targets.", content: asJson(targetListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "post", path: "/api/scrape-targets", id: "createScrapeTarget", tag, access },
    summary: "Import a service's request counter and duration histogram. The first scrape sets the base.",
    body: { content: asJson(newTargetSchema), required: true },
    answers: { 201: { description: "The target.", content: asJson(targetSchema) } },
    problems: changing,
  },
  {
    ...{ method: "get", path: "/api/scrape-targets/{target_id}", id: "getScrapeTarget", tag, access },
    summary: "One target.",
    answers: answer,
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "patch", path: "/api/scrape-targets/{target_id}", id: "changeScrapeTarget", tag, access },
    summary: "Change a target. Read from elsewhere or told of another bot, it begins anew.",
    body: { content: asJson(targetChangeSchema), required: true },
    answers: answer,
    problems: [404, ...changing],
  },
  {
    ...{ method: "delete", path: "/api/scrape-targets/{target_id}", id: "removeScrapeTarget", tag, access },
    summary: "Delete a target; what was read of it stays.",
    answers: { 204: { description: "Removed." } },
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "post", path: "/api/scrape-targets/{target_id}/scrape", id: "scrapeTarget", tag, access },
    summary: "Scrape a target now, and tell how it went.",
    answers: answer,
    problems: [400, 404, ...problems],
  },
  cron("get", "tickScrape"),
  cron("post", "runScrape"),
];
