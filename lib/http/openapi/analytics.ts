import { exportQuery } from "../../export/query";
import { analyticsQuery } from "../../stats/analytics/period";
import { analyticsOverviewAnswer, analyticsTimelineAnswer, analyticsUsersAnswer } from "../../stats/analytics/schema";
import { usersPageQuery } from "../../stats/analytics/users";
import { asJson, type Operation } from "./operation";

const tag = "Analytics";

export const analyticsOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/analytics/overview", id: "getAnalyticsOverview", tag, access: "read" },
    summary: "The figures of a period beside those of the period before, and when in the week things happen.",
    query: analyticsQuery,
    answers: { 200: { description: "The figures.", content: asJson(analyticsOverviewAnswer) } },
    problems: [400, 401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/analytics/timeline", id: "getAnalyticsTimeline", tag, access: "read" },
    summary: "The course of a period, bucket by bucket, with what is out of the ordinary.",
    query: analyticsQuery,
    answers: { 200: { description: "The buckets.", content: asJson(analyticsTimelineAnswer) } },
    problems: [400, 401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/analytics/users", id: "listAnalyticsUsers", tag, access: "read" },
    summary: "Who wrote in a period, the busiest first.",
    query: analyticsQuery.extend(usersPageQuery.shape),
    answers: { 200: { description: "A page of users.", content: asJson(analyticsUsersAnswer) } },
    problems: [400, 401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/monitoring/export", id: "exportEvents", tag, access: "read" },
    summary:
      "What was reported in a period, its jobs or its hours, as a file, streamed. A file that breaks off is not whole.",
    query: exportQuery,
    answers: {
      200: {
        description: "The file. Operators get messages without their text.",
        content: { "text/csv": null, "application/json": null, "application/x-ndjson": null },
      },
    },
    problems: [400, 401, 403, 429, 503],
  },
];
