import { incidentDetailSchema, incidentListSchema, incidentSchema } from "../../alerts/incident";
import { incidentSummarySchema } from "../../alerts/incidents";
import { incidentChangeSchema, incidentQuerySchema, summaryQuerySchema } from "../../alerts/incidents/query";
import { alertOverviewQuerySchema, alertOverviewSchema } from "../../alerts/overview";
import {
  newSilenceSchema,
  silenceChangeSchema,
  silenceListSchema,
  silenceQuerySchema,
  silenceSchema,
} from "../../alerts/silences";
import { alertmanagerSchema, webhookAnswerSchema } from "../../alerts/webhook";
import { alertRuleOperations } from "./alert-rules";
import { asJson, type Operation } from "./operation";

const READ = [400, 401, 403, 429, 503];
const CHANGE = [400, 401, 403, 404, 409, 413, 415, 422, 429, 503];

const incidents: Operation[] = [
  {
    ...{ method: "get", path: "/api/alerts", id: "getAlerts", tag: "Alerts", access: "read" },
    summary: "What fires now, and whether alerts are evaluated.",
    query: alertOverviewQuerySchema,
    answers: { 200: { description: "The firing incidents.", content: asJson(alertOverviewSchema) } },
    problems: [400, 401, 403, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/incidents", id: "listIncidents", tag: "Alerts", access: "read" },
    summary: "Incidents, those that fired last first.",
    query: incidentQuerySchema,
    answers: { 200: { description: "A page of incidents.", content: asJson(incidentListSchema) } },
    problems: READ,
  },
  {
    ...{ method: "get", path: "/api/incidents/summary", id: "summariseIncidents", tag: "Alerts", access: "read" },
    summary: "MTTD, MTTA, MTTR and accuracy of alerts.",
    query: summaryQuerySchema,
    answers: { 200: { description: "The figures.", content: asJson(incidentSummarySchema) } },
    problems: READ,
  },
  {
    ...{ method: "get", path: "/api/incidents/{incident_id}", id: "getIncident", tag: "Alerts", access: "read" },
    summary: "One incident with its timeline and deliveries.",
    answers: { 200: { description: "The incident.", content: asJson(incidentDetailSchema) } },
    problems: [...READ, 404],
  },
  {
    ...{ method: "patch", path: "/api/incidents/{incident_id}", id: "changeIncident", tag: "Alerts", access: "admin" },
    summary: "Acknowledge, end, mark or annotate an incident.",
    body: { content: asJson(incidentChangeSchema), required: true },
    answers: { 200: { description: "The incident.", content: asJson(incidentSchema) } },
    problems: CHANGE,
  },
];

const silences: Operation[] = [
  {
    ...{ method: "get", path: "/api/silences", id: "listSilences", tag: "Alerts", access: "read" },
    summary: "Silences and maintenance windows, those that end last first.",
    query: silenceQuerySchema,
    answers: { 200: { description: "A page of silences.", content: asJson(silenceListSchema) } },
    problems: READ,
  },
  {
    ...{ method: "post", path: "/api/silences", id: "createSilence", tag: "Alerts", access: "admin" },
    summary: "Make a silence or a maintenance window.",
    body: { content: asJson(newSilenceSchema), required: true },
    answers: { 201: { description: "The silence.", content: asJson(silenceSchema) } },
    problems: [400, 401, 403, 413, 415, 422, 429, 503],
  },
  {
    ...{ method: "get", path: "/api/silences/{silence_id}", id: "getSilence", tag: "Alerts", access: "read" },
    summary: "One silence.",
    answers: { 200: { description: "The silence.", content: asJson(silenceSchema) } },
    problems: [...READ, 404],
  },
  {
    ...{ method: "patch", path: "/api/silences/{silence_id}", id: "changeSilence", tag: "Alerts", access: "admin" },
    summary: "Change reason or end of a silence.",
    body: { content: asJson(silenceChangeSchema), required: true },
    answers: { 200: { description: "The silence.", content: asJson(silenceSchema) } },
    problems: CHANGE,
  },
  {
    ...{ method: "delete", path: "/api/silences/{silence_id}", id: "endSilence", tag: "Alerts", access: "admin" },
    summary: "End a silence now.",
    answers: { 204: { description: "It has ended." } },
    problems: [400, 401, 403, 404, 429, 503],
  },
];

const webhook: Operation = {
  ...{ method: "post", path: "/alerts/webhook", id: "receiveAlerts", tag: "Alerts", access: "ingest" },
  summary: "Take alerts of an Alertmanager (webhook version 4) into the incidents.",
  body: { content: asJson(alertmanagerSchema), required: true },
  answers: { 200: { description: "What was new.", content: asJson(webhookAnswerSchema) } },
  problems: [400, 401, 403, 413, 415, 422, 429, 503],
};

export const alertOperations: Operation[] = [...incidents, ...silences, ...alertRuleOperations, webhook];
