import { z } from "zod";
import type { InputFault } from "../http/problem";
import { SEVERITIES } from "../notify/notice";
import { METRIC_IDS, METRICS } from "./metric";
import { SUBJECT_KINDS } from "./subject";

export const OPERATORS = [">", ">=", "<", "<=", "==", "!="] as const;
export type Operator = (typeof OPERATORS)[number];

/** What a sample that says nothing means: a breach, that all is well, or that what was so stays so. */
export const SILENCE_POLICIES = ["alert", "ok", "keep"] as const;
export type SilencePolicy = (typeof SILENCE_POLICIES)[number];

const DAY_SECONDS = 86_400;
const SUBJECT = new RegExp(`^(${SUBJECT_KINDS.join("|")}):`);
const names = z.array(z.string().trim().min(1).max(200)).max(200).default([]);

/** Which bots, and what of them. Everything given must hold; `*` stands for any text. */
export const selectorSchema = z.strictObject({
  bots: names.describe("Ids of bots, one of which it must be."),
  tags: names.describe("Tags, each of which it must have."),
  kinds: z.array(z.enum(["worker", "chat", "service"])).default([]),
  label: z
    .string()
    .trim()
    .min(1)
    .max(400)
    .nullable()
    .default(null)
    .describe("Of the metric: a job type, queue, component …"),
});
export type Selector = z.infer<typeof selectorSchema>;

/** A step that is taken while nobody has acknowledged the incident. */
export const escalationStepSchema = z.strictObject({
  after_seconds: z
    .int()
    .min(60)
    .max(7 * DAY_SECONDS),
  channel_ids: z.array(z.string().max(100)).min(1).max(20),
});

/** What a rule says, as operators write it. */
export const ruleSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(2000).default(""),
  enabled: z.boolean().default(true),
  metric: z.enum(METRIC_IDS),
  selector: selectorSchema.default({ bots: [], tags: [], kinds: [], label: null }),
  scope: z
    .enum(["each", "fleet"])
    .default("each")
    .describe("An alert for each subject, or one over all of them together."),
  window_seconds: z
    .int()
    .min(60)
    .max(30 * DAY_SECONDS)
    .default(3600)
    .describe("How far back a windowed metric looks."),
  operator: z.enum(OPERATORS),
  threshold: z.number(),
  for_seconds: z
    .int()
    .min(0)
    .max(7 * DAY_SECONDS)
    .default(0)
    .describe("How long a breach lasts before it fires."),
  keep_firing_seconds: z
    .int()
    .min(0)
    .max(7 * DAY_SECONDS)
    .default(0)
    .describe("How long it is well again before it is resolved."),
  no_data: z.enum(SILENCE_POLICIES).default("ok"),
  on_error: z.enum(SILENCE_POLICIES).default("keep"),
  severity: z.enum(SEVERITIES),
  /** Channels to tell at once; empty: every enabled channel that takes the severity. */
  channel_ids: z.array(z.string().max(100)).max(20).default([]),
  escalation: z.array(escalationStepSchema).max(10).default([]),
  /** Subjects such as `component:postgres`: while one of them has a firing incident, this rule tells nobody. */
  depends_on: z
    .array(
      z
        .string()
        .max(300)
        .regex(SUBJECT, `must be ${SUBJECT_KINDS.join(", ")} and an id, such as component:postgres`),
    )
    .max(20)
    .default([]),
  labels: z.record(z.string().min(1).max(100), z.string().max(400)).default({}),
  /** A path is one of Rollcall's own pages. */
  runbook_url: z
    .string()
    .max(2000)
    .regex(/^(https?:\/\/[^\s/]|\/(?![/\\]))\S*$/i, "must be http(s)://… or a path of Rollcall")
    .nullable()
    .default(null),
});
/** What of a rule is stored as its definition. */
export type RuleDefinition = z.infer<typeof ruleSchema>;
export type RuleInput = z.input<typeof ruleSchema>;

/** A rule of this installation. */
export interface Rule extends RuleDefinition {
  id: string;
  shipped: boolean;
  revision: number;
}

/** What of a rule does not go together, though each member is well by itself. */
export function ruleFaults({ metric, selector }: RuleDefinition): InputFault[] {
  const faults: InputFault[] = [];
  if (selector.label !== null && METRICS[metric].label === null) {
    faults.push({ path: "selector.label", message: `${metric} has nothing to pick by a label` });
  }
  return faults;
}
