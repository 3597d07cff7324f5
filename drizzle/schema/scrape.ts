import { boolean, doublePrecision, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** Services whose Prometheus metrics are imported, and how far each has been read. */
export const scrapeTargets = pgTable("scrape_targets", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  url: text("url").notNull(),
  /** The bot that its requests are told of. */
  botId: text("bot_id").notNull().unique(),
  enabled: boolean("enabled").notNull(),
  intervalSeconds: integer("interval_seconds").notNull(),
  /** Names of metrics and labels: see lib/scrape/target.ts. */
  mapping: jsonb("mapping").$type<Record<string, unknown>>().notNull(),
  /** The bearer token, under AES-256-GCM: see lib/access/seal.ts. */
  sealed: text("sealed"),
  /** Every counter as last read; null before the first scrape, which only sets the base. */
  sample: jsonb("sample").$type<{ startedAt: number | null; values: Record<string, number> }>(),
  dueAt: instant("due_at").notNull(),
  /** Whoever scrapes it has it until then. */
  leasedUntil: instant("leased_until"),
  /** The last attempt, and what went wrong with it. */
  triedAt: instant("tried_at"),
  tookMs: doublePrecision("took_ms"),
  lastError: text("last_error"),
  createdAt: instant("created_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
});
