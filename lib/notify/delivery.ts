import { z } from "zod";
import { NOTICE_KINDS, SEVERITIES } from "./notice";

export const DELIVERY_STATUSES = ["pending", "sent", "dead", "muted"] as const;

const instant = z.iso.datetime();

/** A delivery as the API tells it. */
export const deliverySchema = z.object({
  id: z.string().describe("Receivers get it too, as the id of the message."),
  channel_id: z.string(),
  channel_name: z.string().nullable().describe("Null where the channel is gone."),
  incident_id: z.string().nullable().describe("Null for a test."),
  kind: z.enum(NOTICE_KINDS),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.int().describe("Since it was made or last revived."),
  due_at: instant.nullable().describe("When it is tried next; null unless pending."),
  created_at: instant,
  sent_at: instant.nullable(),
  last_error: z.string().nullable().describe("Why it was not delivered yet, is dead, or muted."),
  attempt_log: z
    .array(
      z.object({
        at: instant,
        took_ms: z.number(),
        outcome: z.enum(["sent", "retry", "dead"]),
        status_code: z.int().nullable().describe("The receiver's, of HTTP or SMTP; null where it never answered."),
        detail: z.string().nullable(),
      }),
    )
    .describe("The last 20, in order."),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.object({
  deliveries: z.array(deliverySchema).describe("Newest first."),
  next_cursor: z.string().nullable(),
});

export const deliveryListQuery = z.object({
  channel_id: z.string().max(100).optional(),
  incident_id: z.string().max(100).optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(300).optional().describe("`next_cursor` of the page before."),
});
export type DeliveryListQuery = z.infer<typeof deliveryListQuery>;
