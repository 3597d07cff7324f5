import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, xid8 } from "./columns";

/**
 * The log: every event that was accepted, once. Range-partitioned by day on `time` (see the migrations);
 * `(xid, seq)` is the order in which the feed hands events out.
 */
export const events = pgTable(
  "events",
  {
    botId: text("bot_id").notNull(),
    time: instant("time").notNull(),
    eventId: text("event_id").notNull(),
    type: text("type").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** What the bot said the time was, where it was too far ahead and `time` is the receipt instead. */
    originalTime: instant("original_time"),
    /** Feed channel: messages, jobs, errors, health or metrics. */
    channel: text("channel").notNull(),
    xid: xid8("xid").notNull().default(sql`pg_current_xact_id()`),
    /** Place within its transaction. */
    seq: integer("seq").notNull(),
    data: jsonb("data").$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.botId, t.time, t.eventId] }),
    index("events_feed").on(t.xid, t.seq),
    index("events_errors").on(t.botId, t.time.desc()).where(sql`type = 'error.occurred'`),
  ],
);

/**
 * The time given to an event that came with an id but without a usable time, so that a resend gets the same one
 * and is recognised.
 */
export const eventTimes = pgTable(
  "event_times",
  {
    botId: text("bot_id").notNull(),
    eventId: text("event_id").notNull(),
    time: instant("time").notNull(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.eventId] }), index("event_times_time").on(t.time)],
);
