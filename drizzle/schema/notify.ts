import { sql } from "drizzle-orm";
import { bigserial, boolean, doublePrecision, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** Where notices go. */
export const channels = pgTable("channels", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  /** `slack`, `pagerduty`, `email`, `webhook` or `alertmanager`. */
  kind: text("kind").notNull(),
  enabled: boolean("enabled").notNull(),
  /** What of its settings is no secret, by kind. */
  settings: jsonb("settings").$type<Record<string, unknown>>().notNull(),
  /** The rest, as JSON under AES-256-GCM: `key id.iv.ciphertext`, base64url. */
  sealed: text("sealed"),
  /** Which notices it takes: severities, quiet hours. See lib/notify/channel.ts. */
  routing: jsonb("routing").$type<Record<string, unknown>>().notNull(),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Notices on their way, and what became of them. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: text("id").primaryKey(),
    channelId: text("channel_id").notNull(),
    /** Null for a test. */
    incidentId: text("incident_id"),
    /** See lib/notify/notice.ts. */
    notice: jsonb("notice").$type<Record<string, unknown>>().notNull(),
    /** `pending`, `sent`, `dead`, or `muted` (with the reason in `last_error`). */
    status: text("status").notNull(),
    attempts: integer("attempts").notNull(),
    /** When it may be tried (again); of one sent to an Alertmanager, when it was said again. */
    dueAt: instant("due_at").notNull(),
    /** Whoever sends it has it until then. */
    leasedUntil: instant("leased_until"),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
    lastError: text("last_error"),
  },
  (t) => [
    index("deliveries_pending").on(t.dueAt).where(sql`status = 'pending'`),
    index("deliveries_incident").on(t.incidentId, t.createdAt),
    index("deliveries_channel").on(t.channelId, t.createdAt.desc()),
    index("deliveries_created").on(t.createdAt.desc(), t.id.desc()),
  ],
);

/** Each attempt at a delivery. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    deliveryId: text("delivery_id").notNull(),
    at: instant("at").notNull(),
    tookMs: doublePrecision("took_ms").notNull(),
    /** `sent`, `retry` or `dead`. */
    outcome: text("outcome").notNull(),
    /** The receiver's status code, of HTTP or SMTP; null where it never answered. */
    statusCode: integer("status_code"),
    /** What it said or what went wrong, cut, without secrets. */
    detail: text("detail"),
  },
  (t) => [index("delivery_attempts_delivery").on(t.deliveryId, t.id)],
);
