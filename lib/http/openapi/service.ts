import { z } from "zod";
import { healthSchema, healthStatusSchema } from "../../telemetry/health";
import { asJson, type Operation } from "./operation";
import { statusOnly } from "./shared";

export const serviceOperations: Operation[] = [
  {
    ...{ method: "get", path: "/livez", id: "getLiveness", tag: "Service", access: "anyone" },
    summary: "Whether the process serves.",
    answers: { 200: { description: "It does.", content: asJson(statusOnly("ok")) } },
    problems: [],
  },
  {
    ...{ method: "get", path: "/readyz", id: "getReadiness", tag: "Service", access: "anyone" },
    summary: "Whether the database answers and is migrated.",
    answers: { 200: { description: "It is.", content: asJson(statusOnly("ready")) } },
    problems: [503],
  },
  {
    ...{ method: "get", path: "/debug/health-quick", id: "getHealth", tag: "Service", access: "anyone" },
    summary: "Health within 100 ms: all of it with a read key, the status alone without.",
    answers: {
      200: { description: "Up.", content: asJson(z.union([healthSchema, healthStatusSchema])) },
      503: {
        description: "The database fails or is silent.",
        content: asJson(z.union([healthSchema, healthStatusSchema])),
      },
    },
    problems: [],
  },
  {
    ...{ method: "get", path: "/metrics", id: "getMetrics", tag: "Service", access: "read" },
    summary: "Every metric family, for Prometheus: text 0.0.4, or OpenMetrics where Accept asks for it.",
    answers: {
      200: { description: "The families.", content: { "text/plain": null, "application/openmetrics-text": null } },
    },
    problems: [401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/openapi.json", id: "getDescription", tag: "Service", access: "read" },
    summary: "This document.",
    answers: { 200: { description: "OpenAPI 3.1.", content: asJson(z.record(z.string(), z.unknown())) } },
    problems: [401, 403, 429, 503],
  },
];
