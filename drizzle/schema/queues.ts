import { doublePrecision, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** The latest sample of a queue, by the bot that reported it. */
export const queues = pgTable(
  "queues",
  {
    botId: text("bot_id").notNull(),
    queue: text("queue").notNull(),
    pending: doublePrecision("pending"),
    processing: doublePrecision("processing"),
    deadLetter: doublePrecision("dead_letter"),
    oldestAgeSeconds: doublePrecision("oldest_age_seconds"),
    sampledAt: instant("sampled_at").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.queue] })],
);
