import { exportQuerySchema, importAnswer, importQuerySchema } from "../../alerts/exchange/schema";
import { historyAnswer, historyQuery, previewAnswer, previewBodySchema } from "../../alerts/history/schema";
import { ruleSchema } from "../../alerts/rule";
import {
  alertRuleListSchema,
  alertRuleQuerySchema,
  alertRuleSchema,
  ruleChangeSchema,
} from "../../alerts/rules/schema";
import { asJson, type Operation } from "./operation";

const tag = "Alerts";
const problems = [401, 403, 429, 503];
const asRule = asJson(alertRuleSchema);

export const alertRuleOperations: Operation[] = [
  {
    ...{ method: "get", path: "/api/alert-rules", id: "listAlertRules", tag, access: "read" },
    summary: "List alert rules by id.",
    query: alertRuleQuerySchema,
    answers: { 200: { description: "A page of rules.", content: asJson(alertRuleListSchema) } },
    problems: [400, ...problems],
  },
  {
    ...{ method: "post", path: "/api/alert-rules", id: "createAlertRule", tag, access: "admin" },
    summary: "Add an alert rule.",
    body: { content: asJson(ruleSchema), required: true },
    answers: { 201: { description: "The rule.", content: asRule } },
    problems: [400, ...problems, 409, 413, 415, 422],
  },
  {
    ...{ method: "get", path: "/api/alert-rules/{rule_id}", id: "getAlertRule", tag, access: "read" },
    summary: "One alert rule.",
    answers: { 200: { description: "The rule.", content: asRule } },
    problems: [404, ...problems],
  },
  {
    ...{ method: "patch", path: "/api/alert-rules/{rule_id}", id: "changeAlertRule", tag, access: "admin" },
    summary: "Change an alert rule; what is left out stays. Switch it off by `enabled`.",
    body: { content: asJson(ruleChangeSchema), required: true },
    answers: { 200: { description: "The rule.", content: asRule } },
    problems: [400, 404, ...problems, 409, 413, 415, 422],
  },
  {
    ...{ method: "delete", path: "/api/alert-rules/{rule_id}", id: "removeAlertRule", tag, access: "admin" },
    summary: "Delete an alert rule that did not come with Rollcall; its incidents are resolved.",
    answers: { 204: { description: "Deleted." } },
    problems: [404, 409, ...problems],
  },
  {
    ...{ method: "post", path: "/api/alert-rules/{rule_id}/reset", id: "resetAlertRule", tag, access: "admin" },
    summary: "Make an alert rule what it was shipped as.",
    answers: { 200: { description: "The rule.", content: asRule } },
    problems: [404, 409, ...problems],
  },
  {
    ...{ method: "post", path: "/api/alert-rules/preview", id: "previewAlertRule", tag, access: "admin" },
    summary: "What a rule would measure, and when it would have fired in the last 30 days, before it is saved.",
    body: { content: asJson(previewBodySchema), required: true },
    answers: { 200: { description: "The chart and the backtest.", content: asJson(previewAnswer) } },
    problems: [400, ...problems, 413, 415, 422],
  },
  {
    ...{ method: "get", path: "/api/alert-rules/{rule_id}/history", id: "getAlertRuleHistory", tag, access: "read" },
    summary: "What an alert rule measured of one subject.",
    query: historyQuery,
    answers: { 200: { description: "The values.", content: asJson(historyAnswer) } },
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "get", path: "/api/alert-rules/export", id: "exportAlertRules", tag, access: "read" },
    summary: "Alert rules as a YAML file, ours or one of Prometheus.",
    query: exportQuerySchema,
    answers: { 200: { description: "The file.", content: { "application/yaml": null } } },
    problems: [400, 404, ...problems],
  },
  {
    ...{ method: "post", path: "/api/alert-rules/import", id: "importAlertRules", tag, access: "admin" },
    summary: "Take the alert rules of a YAML file, ours or one of Prometheus; all of them or none.",
    query: importQuerySchema,
    body: { content: { "application/yaml": null }, required: true },
    answers: { 200: { description: "What was done.", content: asJson(importAnswer) } },
    problems: [400, ...problems, 413, 415, 422],
  },
];
