import { z } from "zod";
import type { Database } from "../../db/client";
import { SERIES } from "../../rollups/series";
import { selectSeriesCounts } from "../../rollups/store";
import type { ProcessFacts } from "../../telemetry/process";
import { countUsers, selectActiveUsers } from "../../users/store";
import { toInstant } from "../instant";
import { HOUR_MS } from "../range";
import { countMessages, selectDatabaseFacts, selectPartHours, selectWholeHours } from "./store";
import { windowAt } from "./window";

const count = z.number().min(0);

/** The few figures of `GET /debug/metrics`. */
export const debugMetricsAnswer = z.object({
  timestamp: z.iso.datetime(),
  uptime: count.describe("Seconds since the process that answers was started."),
  messages: z.object({
    total: count.describe("Ever."),
    last_hour: count.describe("The last 60 minutes, the open one included."),
    last_24h: count.describe("Up to the end of the open minute."),
    avg_response_time: count
      .nullable()
      .describe("Of the last 24 hours, in milliseconds; null where none was measured."),
  }),
  users: z.object({
    total: count.describe("As far back as days are kept, each user once for each bot."),
    active_today: count.describe("Since midnight UTC."),
    active_this_week: count.describe("Of the last 7 times 24 hours."),
  }),
  system: z.object({
    memory_mb: count.nullable(),
    cpu_percent: count.nullable().describe("Of one core, since the look before."),
    database_connections: count.describe("Open to Rollcall's database, by anyone."),
  }),
});
export type DebugMetrics = z.infer<typeof debugMetricsAnswer>;

/** Messages, users and this process at a glance. @param self what this process is and uses, as it is now */
export async function readDebugMetrics(
  { db, now }: { db: Database; now: Date },
  self: ProcessFacts,
): Promise<DebugMetrics> {
  const window = windowAt(now);
  const lastHour = { from: new Date(window.to - HOUR_MS), to: new Date(window.to) };
  const [total, whole, parts, recent, users, active, { connections }] = await Promise.all([
    countMessages(db),
    selectWholeHours(db, [SERIES.message], window),
    selectPartHours(db, [SERIES.message], window),
    selectSeriesCounts(db, [SERIES.message], lastHour, lastHour.from),
    countUsers(db),
    selectActiveUsers(db, now),
    selectDatabaseFacts(db),
  ]);
  const sum = (name: "n" | "measured" | "sumMs") =>
    [...whole, ...parts].filter(({ current }) => current).reduce((added, cell) => added + cell[name], 0);
  return {
    timestamp: toInstant(now),
    uptime: self.uptimeSeconds,
    messages: {
      total,
      last_hour: recent[0]?.n ?? 0,
      last_24h: sum("n"),
      avg_response_time: sum("measured") === 0 ? null : Math.round(sum("sumMs") / sum("measured")),
    },
    users: { total: users, active_today: active.today, active_this_week: active.last7d },
    system: {
      memory_mb: self.memoryBytes === null ? null : Math.round(self.memoryBytes / 1_048_576),
      cpu_percent: self.cpuPercent,
      database_connections: connections,
    },
  };
}
