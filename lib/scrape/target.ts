import { z } from "zod";

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, "must be one line");
const url = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) URL")
  .refine((text) => !URL.canParse(text) || new URL(text).username === "", "must not contain a user or password");
const metric = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/, "must be the name of a metric");
const label = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "must be the name of a label");

/** Names of the metrics that are read, and of the labels that tell requests apart. */
export const mappingSchema = z.strictObject({
  requests: metric
    .default("http_requests_total")
    .describe("Counter of requests. Where it is missing, the histogram's count is."),
  durations: metric
    .default("http_request_duration_seconds")
    .describe("Histogram of durations, in seconds, or in milliseconds where its name ends so."),
  method: label.nullable().default(null).describe("Null: `method` or `verb`."),
  route: label.nullable().default(null).describe("Null: `route`, `path`, `handler`, `endpoint` or `uri`."),
  status: label.nullable().default(null).describe("Null: `status`, `status_code` or `code`."),
});
export type Mapping = z.infer<typeof mappingSchema>;

const botId = z.string().trim().min(1).max(200);
const interval = z.int().min(15).max(3600);
const token = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[\x21-\x7e]+$/, "must be of printable characters without spaces");

/** The body of `POST /api/scrape-targets`. */
export const newTargetSchema = z.strictObject({
  name,
  url: url.describe("Of the metrics, such as `https://api.example.org/metrics`."),
  bot_id: botId.describe("The bot that the requests are told of; it appears with the first scrape."),
  enabled: z.boolean().default(true),
  interval_seconds: interval.default(60),
  mapping: mappingSchema.prefault({}),
  token: token.nullable().default(null).describe("Sent as a bearer token."),
});
export type NewTarget = z.infer<typeof newTargetSchema>;

/** The body of `PATCH /api/scrape-targets/{target_id}`. */
export const targetChangeSchema = z.strictObject({
  name: name.optional(),
  url: url.optional(),
  bot_id: botId.optional(),
  enabled: z.boolean().optional(),
  interval_seconds: interval.optional(),
  mapping: mappingSchema.optional(),
  token: token.nullable().optional().describe("Null removes it. Must be given again where the address changes."),
});
export type TargetChange = z.infer<typeof targetChangeSchema>;

const instant = z.iso.datetime();

/** A target as the API tells it: never its token. */
export const targetSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  bot_id: z.string(),
  enabled: z.boolean(),
  interval_seconds: z.int(),
  mapping: mappingSchema,
  has_token: z.boolean(),
  last_scrape: z
    .object({
      at: instant,
      took_ms: z.number(),
      error: z.string().nullable().describe("Null where it was read."),
      series: z.int().describe("Counters that were read the last time it went well."),
    })
    .nullable(),
  created_at: instant,
  updated_at: instant,
});
export type TargetView = z.infer<typeof targetSchema>;

export const targetListSchema = z.object({ targets: z.array(targetSchema), next_cursor: z.string().nullable() });
export type TargetList = z.infer<typeof targetListSchema>;

export const targetListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional().describe("`next_cursor` of the page before."),
});

/** What a run of the reader did. */
export const scrapeReportSchema = z.object({
  scraped: z.int().describe("Targets that were read."),
  failed: z.int(),
});
