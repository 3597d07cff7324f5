import { METRICS, type MetricId } from "@/lib/alerts/metric";
import type { RuleDefinition } from "@/lib/alerts/rule";

/** A rule as its form has it: texts, as they are typed. */
export interface Draft {
  name: string;
  description: string;
  metric: MetricId;
  bots: string;
  tags: string;
  kinds: string;
  label: string;
  scope: RuleDefinition["scope"];
  windowMinutes: string;
  operator: RuleDefinition["operator"];
  threshold: string;
  forMinutes: string;
  keepMinutes: string;
  noData: RuleDefinition["no_data"];
  onError: RuleDefinition["on_error"];
  severity: RuleDefinition["severity"];
  dependsOn: string;
  escalation: string;
  channels: string[];
  runbook: string;
}

const MINUTE = 60;

/** The form of a rule. */
export function draftOf(rule: RuleDefinition): Draft {
  const minutes = (seconds: number) => String(seconds / MINUTE);
  return {
    ...{ name: rule.name, description: rule.description, metric: rule.metric, scope: rule.scope },
    ...{ bots: rule.selector.bots.join(", "), tags: rule.selector.tags.join(", ") },
    ...{ kinds: rule.selector.kinds.join(", "), label: rule.selector.label ?? "" },
    ...{ windowMinutes: minutes(rule.window_seconds), operator: rule.operator, threshold: String(rule.threshold) },
    ...{ forMinutes: minutes(rule.for_seconds), keepMinutes: minutes(rule.keep_firing_seconds) },
    ...{ noData: rule.no_data, onError: rule.on_error, severity: rule.severity },
    dependsOn: rule.depends_on.join(", "),
    escalation: rule.escalation
      .map(({ after_seconds, channel_ids }) => `${minutes(after_seconds)}: ${channel_ids.join(" ")}`)
      .join(", "),
    ...{ channels: rule.channel_ids, runbook: rule.runbook_url ?? "" },
  };
}

/** A draft to begin with. */
export const EMPTY: Draft = {
  ...{ name: "", description: "", metric: "job.failure_rate", bots: "", tags: "", kinds: "", label: "", scope: "each" },
  ...{ windowMinutes: "15", operator: ">", threshold: "25", forMinutes: "2", keepMinutes: "2", noData: "ok" },
  ...{ onError: "keep", severity: "warning", dependsOn: "", escalation: "", channels: [], runbook: "" },
};

/** What is sent of a draft; what is no number is left for the API to refuse at its field. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const list = (text: string) => text.split(",").flatMap((part) => part.trim() || []);
  const number = (text: string) => (text.trim() === "" ? null : Number(text.replace(",", ".")));
  const seconds = (text: string) => {
    const minutes = number(text);
    return minutes === null || Number.isNaN(minutes) ? text : Math.round(minutes * MINUTE);
  };
  const threshold = number(draft.threshold);
  return {
    ...{ name: draft.name, description: draft.description, metric: draft.metric, scope: draft.scope },
    selector: {
      ...{ bots: list(draft.bots), tags: list(draft.tags), kinds: list(draft.kinds) },
      label: METRICS[draft.metric].label === null || draft.label.trim() === "" ? null : draft.label,
    },
    ...(METRICS[draft.metric].windowed && { window_seconds: seconds(draft.windowMinutes) }),
    ...{ operator: draft.operator, threshold: Number.isNaN(threshold) ? draft.threshold : threshold },
    ...{ for_seconds: seconds(draft.forMinutes), keep_firing_seconds: seconds(draft.keepMinutes) },
    ...{ no_data: draft.noData, on_error: draft.onError, severity: draft.severity },
    ...{ depends_on: list(draft.dependsOn), channel_ids: draft.channels },
    escalation: list(draft.escalation).map((step) => {
      const [after = "", ids = ""] = step.split(":");
      return { after_seconds: seconds(after), channel_ids: ids.trim().split(/\s+/).filter(Boolean) };
    }),
    runbook_url: draft.runbook.trim() === "" ? null : draft.runbook.trim(),
  };
}
