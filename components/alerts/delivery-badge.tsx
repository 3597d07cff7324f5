import { Badge, type Tone } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";
import type { DeliveryView } from "@/lib/notify/delivery";

const LOOKS: Record<DeliveryView["status"], { tone: Tone; shape: Shape }> = {
  pending: { tone: "info", shape: "ring" },
  sent: { tone: "ok", shape: "check" },
  dead: { tone: "bad", shape: "cross" },
  muted: { tone: "neutral", shape: "dash" },
};

/** What became of a notice. @param hint why, shown on hover */
export function DeliveryBadge({ status, hint }: { status: DeliveryView["status"]; hint?: string }) {
  return (
    <Badge {...LOOKS[status]} {...(hint && { hint })}>
      {status}
    </Badge>
  );
}
