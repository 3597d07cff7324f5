import { z } from "zod";
import { BOT_STATUSES } from "../bots/bot";
import { fleetSnapshot } from "../stats/fleet";
import { toInstant } from "../stats/instant";
import { own } from "./metrics/own";
import type { MetricsContext } from "./metrics/read";
import { readProcess } from "./process";

const count = z.number().min(0);

/** `GET /metrics/live`: the moment in few figures. */
export const liveAnswer = z.object({
  timestamp: z.iso.datetime(),
  bots: z.object({ total: count, ...Object.fromEntries(BOT_STATUSES.map((status) => [status, count])) }),
  jobs: z
    .object({
      ended_last_minute: count,
      failed_last_minute: count,
      ended_last_hour: count,
      failed_last_hour: count,
    })
    .describe("The last whole minute, and the sixty up to and with it."),
  messages: z.object({ last_minute: count, last_hour: count }),
  requests: z.object({ last_minute: count, last_hour: count }).describe("Those that bots reported."),
  active_users: count.describe("Users of chat bots who wrote in the last 30 minutes, each once for each bot."),
  rollcall: z
    .object({
      events_per_second: count.describe("New events, on average over five minutes."),
      events_buffered: count,
      requests_in_progress: count,
      requests_p95_ms: count.nullable().describe("Of the last five minutes."),
      feed_clients: count,
      feed_lag_p95_ms: count.nullable().describe("Of the last five minutes."),
      memory_bytes: count.nullable(),
      cpu_percent: count.nullable(),
    })
    .describe("The process that answers."),
});
export type Live = z.infer<typeof liveAnswer>;

/** The fleet, at most 5 s old, and this process now. @throws what the database throws */
export async function readLive({ db, now, buffer, feed }: MetricsContext): Promise<Live> {
  const { timestamp: _, ...fleet } = await fleetSnapshot({ db, now });
  const measures = own();
  const at = now.getTime();
  const self = readProcess();
  return {
    timestamp: toInstant(now),
    ...fleet,
    rollcall: {
      events_per_second: measures?.recent.events.perSecond(at) ?? 0,
      events_buffered: buffer.held,
      requests_in_progress: measures?.requests.inProgress ?? 0,
      requests_p95_ms: measures?.requests.recent([0.95], at).all.quantiles[0] ?? null,
      feed_clients: feed.clients,
      feed_lag_p95_ms: measures?.recent.feedLag.summary([0.95], at).quantiles[0] ?? null,
      memory_bytes: self.memoryBytes,
      cpu_percent: self.cpuPercent,
    },
  };
}
