import { Badge, type Tone } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";
import type { BotStatus } from "@/lib/bots/bot";

const LOOK: Record<BotStatus, { tone: Tone; shape: Shape }> = {
  busy: { tone: "info", shape: "disc" },
  idle: { tone: "ok", shape: "ring" },
  paused: { tone: "neutral", shape: "bars" },
  offline: { tone: "bad", shape: "cross" },
  stuck: { tone: "bad", shape: "triangle" },
  zombie: { tone: "warn", shape: "diamond" },
};

/** Every status a bot can have, in the order in which they are offered. */
export const BOT_STATUSES = Object.keys(LOOK) as BotStatus[];

/** A bot's status as shape, word and colour; `reason` says why on hover. */
export function BotStatusBadge({ status, reason }: { status: BotStatus; reason: string }) {
  const { tone, shape } = LOOK[status];
  return (
    <Badge tone={tone} shape={shape} hint={reason}>
      {status}
    </Badge>
  );
}
