import { type ZodObject, type ZodType, z } from "zod";
import { auditEntrySchema, auditListSchema } from "../../access/audit-schema";
import { SESSION_COOKIE } from "../../access/cookie";
import { issuedKeySchema, keySchema } from "../../access/key-schema";
import { sessionListSchema, sessionSchema, userListSchema, userSchema } from "../../access/user-schema";
import { alertRuleListSchema, alertRuleSchema } from "../../alerts/rules/schema";
import { botDetailAnswer, botListAnswer, botSummarySchema } from "../../bots/bot";
import { botChangeSchema } from "../../bots/change";
import { contractSchema } from "../../bots/contract";
import { jobDetailAnswer, jobListAnswer, jobRunSchema, jobSummarySchema, storedEventSchema } from "../../jobs/job";
import { channelListSchema, channelSchema, newChannelSchema } from "../../notify/channel";
import { deliveryListSchema, deliverySchema } from "../../notify/delivery";
import { queueHistoryAnswer, queueListAnswer, queueSchema } from "../../queues/queue";
import { retentionLogSchema, retentionReportSchema } from "../../retention/retention-schema";
import { botStatsAnswer } from "../../stats/bot-stats";
import { dashboardAnswer } from "../../stats/dashboard/schema";
import { healthSchema } from "../../telemetry/health";
import { accessOperations } from "./access";
import { alertOperations } from "./alerts";
import { analyticsOperations } from "./analytics";
import { botOperations } from "./bots";
import { channelOperations } from "./channels";
import { cronOperations } from "./cron";
import { feedEventSchema, feedOperations, feedPageSchema } from "./feed";
import { httpServiceOperations } from "./http-services";
import { eventSchema, eventsBodySchema, ingestAnswerSchema, ingestOperations } from "./ingest";
import { jobOperations } from "./jobs";
import { keyOperations } from "./keys";
import { messageOperations } from "./messages";
import { monitoringOperations } from "./monitoring";
import type { Content, Operation } from "./operation";
import { scrapeOperations } from "./scrape";
import { serviceOperations } from "./service";
import { problemSchema } from "./shared";
import { viewOperations } from "./views";

/** Every operation of the API. */
export const OPERATIONS: Operation[] = [
  ...ingestOperations,
  ...botOperations,
  ...jobOperations,
  ...feedOperations,
  ...messageOperations,
  ...monitoringOperations,
  ...analyticsOperations,
  ...alertOperations,
  ...httpServiceOperations,
  ...keyOperations,
  ...viewOperations,
  ...channelOperations,
  ...accessOperations,
  ...cronOperations,
  ...scrapeOperations,
  ...serviceOperations,
];

/** Schemas that stand under a name of their own and are referred to, wherever they appear. */
const NAMED: Record<string, ZodType> = {
  Problem: problemSchema,
  Event: eventSchema,
  Events: eventsBodySchema,
  IngestAnswer: ingestAnswerSchema,
  Bot: botSummarySchema,
  BotList: botListAnswer,
  BotDetail: botDetailAnswer,
  BotChange: botChangeSchema,
  BotStats: botStatsAnswer,
  Contract: contractSchema,
  Run: jobRunSchema,
  RunSummary: jobSummarySchema,
  RunList: jobListAnswer,
  Job: jobDetailAnswer,
  StoredEvent: storedEventSchema,
  FeedEvent: feedEventSchema,
  FeedPage: feedPageSchema,
  Dashboard: dashboardAnswer,
  AlertRule: alertRuleSchema,
  AlertRuleList: alertRuleListSchema,
  Queue: queueSchema,
  QueueList: queueListAnswer,
  QueueHistory: queueHistoryAnswer,
  Operator: userSchema,
  OperatorList: userListSchema,
  Session: sessionSchema,
  SessionList: sessionListSchema,
  AuditEntry: auditEntrySchema,
  AuditList: auditListSchema,
  Key: keySchema,
  IssuedKey: issuedKeySchema,
  Channel: channelSchema,
  ChannelList: channelListSchema,
  NewChannel: newChannelSchema,
  Delivery: deliverySchema,
  DeliveryList: deliveryListSchema,
  RetentionReport: retentionReportSchema,
  RetentionLog: retentionLogSchema,
  Health: healthSchema,
};

/** The named schemas that describe what is sent to us, not what we answer. */
const INPUTS: ReadonlySet<string> = new Set(["Event", "Events", "BotChange", "NewChannel"]);

type JsonObject = Record<string, unknown>;

/** The description of the API in OpenAPI 3.1. */
export function openApiDocument(): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Rollcall",
      version: "1",
      description: "Bots report events; operators read what every bot does. Times are RFC 3339 in UTC.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: namedSchemas(),
      responses: {
        Problem: {
          description: "What went wrong.",
          content: { "application/problem+json": { schema: reference("Problem") } },
        },
      },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: rc_<i|r|a>_…, or ADMIN_API_KEY." },
        session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE, description: "The cookie of a sign-in." },
        cron: { type: "http", scheme: "bearer", description: "The value of CRON_SECRET." },
      },
    },
  };
}

function describeOperation(operation: Operation): JsonObject {
  const { id, tag, summary, access, body, answers, problems } = operation;
  const responses: JsonObject = {};
  for (const [status, { description, content }] of Object.entries(answers)) {
    responses[status] = { description, ...(content && { content: describeContent(content, "output") }) };
  }
  for (const status of problems) responses[status] = { $ref: "#/components/responses/Problem" };
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...describeAccess(access),
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query), ...(body?.gzip ? [GZIP] : [])],
    ...(body && { requestBody: { required: body.required, content: describeContent(body.content, "input") } }),
    responses,
  };
}

const GZIP = {
  name: "Content-Encoding",
  in: "header",
  required: false,
  schema: { type: "string", enum: ["gzip", "identity"] },
};

function describeAccess(access: Operation["access"]): JsonObject {
  if (access === "anyone") return { security: [] };
  if (access === "cron") return { security: [{ cron: [] }] };
  if (access === "session") return { security: [{ session: [] }, { key: [] }] };
  return {
    security: access === "ingest" ? [{ key: [] }] : [{ key: [] }, { session: [] }],
    description: `Needs a key of scope \`${access}\`${access === "admin" ? "" : " or `admin`"}.`,
  };
}

function describeContent(content: Content, io: "input" | "output"): JsonObject {
  return Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [
      type,
      { schema: schema ? schemaOrReference(schema, io) : { type: "string" } },
    ]),
  );
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: "path", required: true },
    schema: { type: "string", minLength: 1, maxLength: 200 },
  }));
}

function queryParameters(query: ZodObject | undefined): JsonObject[] {
  if (!query) return [];
  // What a parameter is read as says more than the text that it is.
  const { properties = {} } = jsonSchema(query, "output") as { properties?: Record<string, JsonObject> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: false, schema }));
}

function namedSchemas(): JsonObject {
  return Object.fromEntries(
    Object.entries(NAMED).map(([name, schema]) => [
      name,
      jsonSchema(schema, INPUTS.has(name) ? "input" : "output", name),
    ]),
  );
}

function schemaOrReference(schema: ZodType, io: "input" | "output"): JsonObject {
  const name = Object.keys(NAMED).find((candidate) => NAMED[candidate] === schema);
  return name ? reference(name) : jsonSchema(schema, io);
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The JSON Schema of a zod schema; named ones within it become references, except the one being defined. */
function jsonSchema(schema: ZodType, io: "input" | "output", defining?: string): JsonObject {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema: described }) => {
      // The format says it; zod's pattern of a calendar only makes it unreadable.
      if (described.format === "date-time") delete described.pattern;
      const name = Object.keys(NAMED).find((candidate) => NAMED[candidate] === (zodSchema as unknown));
      if (!name || name === defining) return;
      for (const member of Object.keys(described)) delete described[member as keyof typeof described];
      described.$ref = `#/components/schemas/${name}`;
    },
  });
  return described;
}
