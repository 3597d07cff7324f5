import { bigint, bigserial, boolean, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** What retention dropped, when, and how much: one row per table or partition and run. */
export const retentionLog = pgTable("retention_log", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  ranAt: instant("ran_at").notNull(),
  tier: text("tier").notNull(),
  target: text("target").notNull(),
  cutoff: instant("cutoff").notNull(),
  rowsDropped: bigint("rows_dropped", { mode: "number" }).notNull(),
  /** Large partitions are sampled, not counted. */
  estimated: boolean("estimated").notNull().default(false),
});
