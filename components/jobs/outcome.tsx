import { Badge, type Tone } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";
import type { RunStatus } from "@/lib/jobs/job";

const LOOK: Record<RunStatus, { tone: Tone; shape: Shape }> = {
  succeeded: { tone: "ok", shape: "check" },
  failed: { tone: "bad", shape: "cross" },
  cancelled: { tone: "neutral", shape: "dash" },
  running: { tone: "info", shape: "disc" },
  queued: { tone: "neutral", shape: "ring" },
};

/** How a job or one of its attempts stands, as shape, word and colour. */
export function JobStatusBadge({ status }: { status: RunStatus }) {
  const { tone, shape } = LOOK[status];
  return (
    <Badge tone={tone} shape={shape}>
      {status}
    </Badge>
  );
}
