import { Badge, type Tone } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";

const LOOK: Record<string, { tone: Tone; shape: Shape }> = {
  succeeded: { tone: "ok", shape: "check" },
  failed: { tone: "bad", shape: "cross" },
  cancelled: { tone: "neutral", shape: "dash" },
  running: { tone: "info", shape: "disc" },
  queued: { tone: "neutral", shape: "ring" },
};

/** How a job or one of its attempts stands, as shape, word and colour. */
export function JobStatusBadge({ status }: { status: string }) {
  const { tone, shape } = LOOK[status] ?? { tone: "neutral", shape: "ring" };
  return (
    <Badge tone={tone} shape={shape}>
      {status}
    </Badge>
  );
}
