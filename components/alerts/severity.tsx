import { Badge, type Tone } from "@/components/ui/badge";
import type { Shape } from "@/components/ui/shape";
import type { Incident } from "@/lib/alerts/incident";
import type { Severity } from "@/lib/notify/notice";

const LOOKS: Record<Severity, { tone: Tone; shape: Shape }> = {
  critical: { tone: "bad", shape: "diamond" },
  warning: { tone: "warn", shape: "triangle" },
  performance: { tone: "info", shape: "bars" },
  info: { tone: "neutral", shape: "ring" },
};

/** How grave an incident is. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  const { tone, shape } = LOOKS[severity];
  return (
    <Badge tone={tone} shape={shape}>
      {severity}
    </Badge>
  );
}

/** Whether an incident goes on, and who has taken it on. */
export function IncidentState({
  incident,
}: {
  incident: Pick<Incident, "status" | "acknowledged_by" | "muted_by" | "resolved_by">;
}) {
  if (incident.status === "resolved") {
    return (
      <Badge tone="ok" shape="check" hint={RESOLVED[incident.resolved_by ?? ""] ?? "It has ended."}>
        resolved
      </Badge>
    );
  }
  if (incident.acknowledged_by !== null) {
    return (
      <Badge tone="info" shape="check" hint={`${incident.acknowledged_by} has taken it on.`}>
        acknowledged
      </Badge>
    );
  }
  if (incident.muted_by !== null) {
    return (
      <Badge tone="neutral" shape="dash" hint={mutedWords(incident.muted_by)}>
        muted
      </Badge>
    );
  }
  return (
    <Badge tone="bad" shape="disc">
      firing
    </Badge>
  );
}

const RESOLVED: Record<string, string> = {
  recovered: "It became well again.",
  operator: "An operator ended it.",
  rule_changed: "Its rule was switched off, changed or deleted.",
  subject_gone: "What it was about is no longer there.",
  alertmanager: "Alertmanager told its end.",
};

/** Why an incident ended, in words. */
export const resolvedWords = (by: string | null): string => RESOLVED[by ?? ""] ?? "It has ended.";

/** Why nobody is told of an incident, in words. */
export const mutedWords = (by: string): string =>
  by.startsWith("silence:") ? "A silence keeps it quiet." : "Something that it depends on fires: that is told instead.";
