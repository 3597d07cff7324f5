import { queueHistoryQuery } from "../../queues/history";
import { queueListQuery } from "../../queues/list-query";
import { queueHistoryAnswer, queueListAnswer } from "../../queues/queue";
import { debugMetricsAnswer } from "../../stats/dashboard/debug-metrics";
import { dashboardAnswer } from "../../stats/dashboard/schema";
import { liveAnswer } from "../../telemetry/live";
import { performanceAnswer } from "../../telemetry/performance";
import { healthScoreAnswer } from "../../telemetry/score";
import { asJson, type Operation } from "./operation";

const tag = "Monitoring";

export const monitoringOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/monitoring/dashboard", id: "getDashboard", tag, access: "read" },
    summary: "All that the monitoring page shows.",
    answers: {
      200: {
        description: "The figures, at most a second old; in a large fleet 3 s, percentiles and availability 15 s.",
        content: asJson(dashboardAnswer),
      },
    },
    problems: [401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/queues", id: "listQueues", tag, access: "read" },
    summary: "Queues as last sampled, with their flow and trend.",
    query: queueListQuery,
    answers: { 200: { description: "A page of queues.", content: asJson(queueListAnswer) } },
    problems: [400, 401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/queues/{queue}", id: "getQueueHistory", tag, access: "read" },
    summary: "One queue over time.",
    query: queueHistoryQuery,
    answers: { 200: { description: "Its samples and flow.", content: asJson(queueHistoryAnswer) } },
    problems: [400, 401, 403, 404, 429, 503],
  },
  {
    ...{ method: "get", path: "/debug/metrics", id: "getDebugMetrics", tag, access: "read" },
    summary: "Messages, users and this process at a glance.",
    answers: { 200: { description: "The figures.", content: asJson(debugMetricsAnswer) } },
    problems: [401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/metrics/performance", id: "getPerformance", tag, access: "read" },
    summary: "How fast this process and the fleet are: percentiles of requests, jobs, commits and the feed.",
    answers: { 200: { description: "The figures.", content: asJson(performanceAnswer) } },
    problems: [401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/metrics/live", id: "getLiveMetrics", tag, access: "read" },
    summary: "The moment in few figures.",
    answers: { 200: { description: "The figures.", content: asJson(liveAnswer) } },
    problems: [401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/metrics/health-score", id: "getHealthScore", tag, access: "read" },
    summary: "Health from 0 to 100, with each penalty by name.",
    answers: { 200: { description: "The score.", content: asJson(healthScoreAnswer) } },
    problems: [401, 403, 429, 503],
  },
];
