import { bigint, date, doublePrecision, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** A user of a chat bot on one UTC day: exact active users, and who they are. */
export const userDays = pgTable(
  "user_days",
  {
    botId: text("bot_id").notNull(),
    day: date("day", { mode: "string" }).notNull(),
    userId: text("user_id").notNull(),
    userName: text("user_name"),
    messages: bigint("messages", { mode: "number" }).notNull(),
    failed: bigint("failed", { mode: "number" }).notNull(),
    responseTimeSumMs: doublePrecision("response_time_sum_ms").notNull(),
    firstAt: instant("first_at").notNull(),
    lastAt: instant("last_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.day, t.userId] }), index("user_days_day").on(t.day)],
);
