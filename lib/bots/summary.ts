import { formatDuration } from "../stats/format";
import { toInstantOrNull } from "../stats/instant";
import type { BotKind, BotSummary } from "./bot";
import type { BotState } from "./facts";
import type { BotFigures } from "./figures";
import type { StoredBot } from "./store";

/** The name that operators see: theirs for the bot, else its own, else its id. */
export const nameOf = (bot: StoredBot): string => bot.name ?? bot.reportedName ?? bot.id;

/** The tags that operators see: theirs for the bot, else its own. */
export const tagsOf = (bot: StoredBot): string[] => bot.tags ?? bot.reportedTags ?? [];

/** A bot as the list tells it. */
export function summaryOf({ bot, liveness, queueDepth }: BotState, figures: BotFigures): BotSummary {
  const { status, reason, currentJob } = liveness;
  const runningMs = currentJob?.runningMs ?? null;
  return {
    id: bot.id,
    name: nameOf(bot),
    kind: bot.kind as BotKind | null,
    status,
    status_reason: reason,
    paused: bot.pausedAt !== null,
    current_job_id: currentJob?.jobId ?? null,
    processing_duration_seconds: runningMs === null ? null : Math.floor(runningMs / 1000),
    processing_duration_formatted: runningMs === null ? null : formatDuration(runningMs),
    last_heartbeat_at: toInstantOrNull(bot.lastHeartbeatAt),
    success_rate: figures.success_rate,
    throughput_per_hour: figures.throughput_per_hour,
    error_rate: figures.error_rate,
    p95_duration_ms: figures.p95_duration_ms,
    queue_depth: queueDepth,
    resource_utilization: { cpu_percent: bot.cpuPercent, memory_bytes: bot.memoryBytes },
    tags: tagsOf(bot),
    host: bot.host,
    version: bot.version,
    tracker: figures.tracker,
  };
}
