import { z } from "zod";
import { DEFAULT_SERVICE_SORT, SERVICE_SORTS } from "./sort";

const instant = z.iso.datetime();
const count = z.number().min(0);
const rate = z.number().min(0).max(100).nullable();
const duration = z.number().min(0).nullable().describe("Milliseconds, within 2 %; null where nothing was measured.");

/** Classes of status codes; `other` is what a client of ours could not name. */
export const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

/** What requests in a period came to. */
export const requestFiguresSchema = z.object({
  requests: count,
  per_minute: count.describe("Mean over the period up to now."),
  by_class: z.record(z.enum(STATUS_CLASSES), count),
  error_rate: rate.describe("5xx of all, per cent; null where there were none."),
  avg_duration_ms: duration,
  p50_duration_ms: duration,
  p90_duration_ms: duration,
  p95_duration_ms: duration,
  p99_duration_ms: duration,
  cache_hit_rate: rate.describe("Hits of hits and misses, per cent; null where no request named a cache."),
});
export type RequestFigures = z.infer<typeof requestFiguresSchema>;

const periodMembers = { from: instant, to: instant.describe("Exclusive; the end of the hour that is not over.") };

/** One bot that answers requests. */
export const serviceSchema = requestFiguresSchema.extend({ bot_id: z.string(), name: z.string() });
export type Service = z.infer<typeof serviceSchema>;

/** `GET /api/services`. */
export const serviceListAnswer = z.object({
  ...periodMembers,
  totals: requestFiguresSchema.describe("Of all services, matching or not."),
  services: z.array(serviceSchema),
  total: count.describe("Services with requests in the period."),
  matching: count,
  next_cursor: z.string().nullable(),
});
export type ServiceList = z.infer<typeof serviceListAnswer>;

/** One endpoint of a service. */
export const endpointSchema = requestFiguresSchema.extend({
  endpoint: z.string().describe("Method and route template, such as `GET /orders/:id`."),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** One step of a service's course. */
export const servicePointSchema = z.object({
  from: instant,
  by_class: z.record(z.enum(STATUS_CLASSES), count),
  error_rate: rate,
  p50_duration_ms: duration,
  p95_duration_ms: duration,
  p99_duration_ms: duration,
});
export type ServicePoint = z.infer<typeof servicePointSchema>;

/** `GET /api/services/{bot_id}`. */
export const serviceDetailAnswer = z.object({
  ...periodMembers,
  bot_id: z.string(),
  name: z.string(),
  totals: requestFiguresSchema,
  endpoints: z.array(endpointSchema).describe("Most requests first; 500 at most."),
  endpoints_total: count,
  step_seconds: z.number(),
  points: z.array(servicePointSchema).describe("Oldest first, without gaps, up to the step that is not over."),
});
export type ServiceDetail = z.infer<typeof serviceDetailAnswer>;

const nothing = (text: unknown) => (text === "" ? undefined : text);

/** Members of the query that name the period: see lib/stats/range.ts, which reads them. */
export const servicePeriodQuery = z.object({
  hours: z.string().optional().describe("Hours up to now, 1 to 2160; 24 where nothing is said."),
  from: z.string().optional().describe("RFC 3339, inclusive; in place of `hours`."),
  to: z.string().optional().describe("RFC 3339, exclusive; now where left out."),
});

/** The query of `GET /api/services`. */
export const serviceListQuery = servicePeriodQuery.extend({
  q: z.preprocess(nothing, z.string().trim().max(200).optional()).describe("Part of the name or id, in any case."),
  sort: z
    .preprocess(
      nothing,
      z.enum(SERVICE_SORTS.flatMap((key) => [key, `-${key}`] as const)).default(DEFAULT_SERVICE_SORT),
    )
    .describe("`-` before it turns it round. What has no such figure stands last."),
  limit: z.preprocess(nothing, z.coerce.number().int().min(1).max(500).default(100)),
  cursor: z.preprocess(nothing, z.string().max(1000).optional()).describe("`next_cursor` of the page before."),
});
