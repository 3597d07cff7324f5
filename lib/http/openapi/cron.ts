import { tickReportSchema } from "../../alerts/tick";
import {
  foldReportSchema,
  retentionLogQuerySchema,
  retentionLogSchema,
  retentionReportSchema,
  retentionRunQuerySchema,
} from "../../retention/retention-schema";
import { asJson, type Operation } from "./operation";

const rollups = (method: "get" | "post", id: string): Operation => ({
  ...{ method, path: "/api/cron/rollups", id, tag: "Cron", access: "cron" },
  summary: "Fold rollup deltas into their grains.",
  answers: { 200: { description: "What was folded.", content: asJson(foldReportSchema) } },
  problems: [401, 503],
});

const retention = (method: "get" | "post", id: string): Operation => ({
  ...{ method, path: "/api/cron/retention", id, tag: "Cron", access: "cron" },
  summary: "Drop what is older than its tier keeps.",
  query: retentionRunQuerySchema,
  answers: { 200: { description: "What was dropped.", content: asJson(retentionReportSchema) } },
  problems: [400, 401, 503],
});

const alerts = (method: "get" | "post", id: string): Operation => ({
  ...{ method, path: "/api/cron/alerts", id, tag: "Cron", access: "cron" },
  summary: "Evaluate every alert rule once, and deliver what is due.",
  answers: { 200: { description: "What was found and done.", content: asJson(tickReportSchema) } },
  problems: [401, 503],
});

export const cronOperations: Operation[] = [
  alerts("get", "tickAlerts"),
  alerts("post", "runAlerts"),
  rollups("get", "tickRollups"),
  rollups("post", "runRollups"),
  retention("get", "tickRetention"),
  retention("post", "runRetention"),
  {
    ...{ method: "get", path: "/api/retention/log", id: "listRetention", tag: "Retention", access: "read" },
    summary: "What retention has dropped, newest first.",
    query: retentionLogQuerySchema,
    answers: { 200: { description: "A page of the log.", content: asJson(retentionLogSchema) } },
    problems: [400, 401, 403, 429, 503],
  },
];
