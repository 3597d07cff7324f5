import { doublePrecision, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** The latest check of a component that a bot depends on, by the bot that checked it. */
export const dependencies = pgTable(
  "dependencies",
  {
    botId: text("bot_id").notNull(),
    component: text("component").notNull(),
    status: text("status").notNull(),
    latencyMs: doublePrecision("latency_ms"),
    detail: text("detail"),
    checkedAt: instant("checked_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** When the status last became what it is. */
    changedAt: instant("changed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.component] })],
);
