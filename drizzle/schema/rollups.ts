import { bigint, bigserial, doublePrecision, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

const keys = () => ({
  botId: text("bot_id").notNull(),
  /** What is counted: see lib/rollups/series.ts. */
  series: text("series").notNull(),
  /** Sub-key within the series: job type, endpoint, queue, component …; empty where there is none. */
  label: text("label").notNull(),
});

const measures = () => ({
  n: bigint("n", { mode: "number" }).notNull(),
  failed: bigint("failed", { mode: "number" }).notNull(),
  cancelled: bigint("cancelled", { mode: "number" }).notNull(),
  /** How many carried the value that sum, min, max and hist are of. */
  measured: bigint("measured", { mode: "number" }).notNull().default(0),
  /** Series `job` only: jobs seen for the first time. */
  submitted: bigint("submitted", { mode: "number" }).notNull().default(0),
  sum: doublePrecision("sum"),
  min: doublePrecision("min"),
  max: doublePrecision("max"),
  /** Histogram: each element is `bucket << 32 | count`, ascending. */
  hist: bigint("hist", { mode: "number" }).array(),
});

/** What ingest added and `fold` has not yet carried into the grains. Insert-only, deleted by the fold. */
export const rollupDeltas = pgTable(
  "rollup_deltas",
  {
    ...keys(),
    id: bigserial("delta_id", { mode: "number" }).notNull(),
    minute: instant("minute").notNull(),
    ...measures(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.id] })],
);

const grain = <Name extends string>(name: Name) =>
  pgTable(name, { ...keys(), bucket: instant("bucket").notNull(), ...measures() }, (t) => [
    primaryKey({ columns: [t.botId, t.series, t.bucket, t.label] }),
    index(`${name}_series`).on(t.series, t.bucket),
  ]);

export const rollupMinute = grain("rollup_minute");
export const rollupHour = grain("rollup_hour");
export const rollupDay = grain("rollup_day");
export const rollupMonth = grain("rollup_month");

/**
 * The grains added up over all bots and labels, so that figures of the whole fleet cost the same whatever its size. A small
 * table without a bot: where the others are distributed by bot, this one stays whole on one node.
 */
export const rollupFleet = pgTable(
  "rollup_fleet",
  {
    /** `minute`, `hour`, `day` or `month`. */
    grain: text("grain").notNull(),
    series: text("series").notNull(),
    bucket: instant("bucket").notNull(),
    ...measures(),
  },
  (t) => [primaryKey({ columns: [t.grain, t.series, t.bucket] })],
);

/** What the months held that retention dropped, so that what was ever counted never falls: see CARRIED in lib/rollups/series.ts. */
export const rollupCarried = pgTable(
  "rollup_carried",
  {
    ...keys(),
    n: bigint("n", { mode: "number" }).notNull(),
    failed: bigint("failed", { mode: "number" }).notNull(),
    cancelled: bigint("cancelled", { mode: "number" }).notNull(),
    submitted: bigint("submitted", { mode: "number" }).notNull(),
    sum: doublePrecision("sum"),
    hist: bigint("hist", { mode: "number" }).array(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.series, t.label] })],
);
