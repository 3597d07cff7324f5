import { z } from "zod";
import { badRequest } from "../../http/problem";
import { ruleSchema } from "../rule";
import { SUBJECT_KINDS, type Subject } from "../subject";

/** The body of `POST /api/alert-rules/preview`: a rule as it would be saved; its name may be missing still. */
export const previewBodySchema = z.strictObject({
  ...ruleSchema.shape,
  name: ruleSchema.shape.name.default("preview"),
});

const point = z.object({
  at: z.iso.datetime(),
  value: z.number().nullable().describe("At that moment, over the window before; null where there was no data."),
});

const courseSchema = z.object({
  subject: z.string().describe("Kind and id, such as `bot:press-1`."),
  name: z.string(),
  points: z.array(point),
});
export type Course = z.infer<typeof courseSchema>;

const chartSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    step_seconds: z.number().int(),
    courses: z.array(courseSchema).describe("Of the subjects nearest to firing, the worst first."),
  })
  .describe("What the rule would have measured lately.");

const firingSchema = z.object({
  subject: z.string(),
  name: z.string(),
  fired_at: z.iso.datetime(),
  resolved_at: z.iso.datetime().nullable(),
  worst_value: z.number().nullable(),
});

const backtestSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    parts: z
      .array(
        z.object({ grain: z.enum(["minute", "hour", "day"]), from: z.iso.datetime(), step_seconds: z.number().int() }),
      )
      .describe("How finely each part was looked at, oldest first."),
    subjects: z.number().int().describe("Subjects that were judged: the worst ones, where there are very many."),
    of_subjects: z.number().int().describe("Subjects that the rule has now."),
    firings: z.number().int(),
    subjects_fired: z.number().int(),
    firing_seconds: z.number().describe("All firings together."),
    longest_seconds: z.number().nullable(),
    days: z.array(z.object({ day: z.iso.date(), firings: z.number().int() })).describe("By day of UTC, oldest first."),
    newest: z.array(firingSchema).describe("The newest 50."),
  })
  .describe("When the rule would have fired, by the evaluation that ticks use.");

/** `POST /api/alert-rules/preview`. */
export const previewAnswer = z.object({
  metric: z.object({ id: z.string(), title: z.string(), unit: z.string() }),
  operator: ruleSchema.shape.operator,
  threshold: z.number(),
  subjects: z.number().int().describe("How many the rule would judge now."),
  breaching: z.number().int().describe("How many of them are in breach now."),
  chart: chartSchema.nullable().describe("Null where Rollcall keeps no past of the metric."),
  backtest: backtestSchema.nullable().describe("Null where Rollcall keeps no past of the metric."),
  notes: z.array(z.string()).describe("What the figures do not show."),
});
export type Preview = z.infer<typeof previewAnswer>;

/** The query of `GET /api/alert-rules/{id}/history`. */
export const historyQuery = z.object({
  subject: z.string().min(1).max(700).describe("Kind and id, such as `bot:press-1`; `fleet:` for all at once."),
  from: z.iso.datetime().optional().describe("6 hours before `to` where left out; 30 days before it at most."),
  to: z.iso.datetime().optional().describe("Now where left out."),
});

/** `GET /api/alert-rules/{id}/history`. */
export const historyAnswer = z.object({
  metric: z.object({ id: z.string(), title: z.string(), unit: z.string() }),
  operator: ruleSchema.shape.operator,
  threshold: z.number(),
  step_seconds: z.number().int(),
  points: z.array(point),
});
export type RuleHistory = z.infer<typeof historyAnswer>;

const HOUR_MS = 3_600_000;
const USUAL_MS = 6 * HOUR_MS;
const MOST_MS = 30 * 24 * HOUR_MS;

/** The subject that a query names. @throws Problem 400 for what is none */
export function historySubject({ subject }: z.infer<typeof historyQuery>): Pick<Subject, "kind" | "id"> {
  const at = subject.indexOf(":");
  const kind = SUBJECT_KINDS.find((each) => each === subject.slice(0, at));
  if (!kind)
    throw badRequest("That is no subject.", [{ path: "subject", message: "must be a kind, a colon and an id" }]);
  return { kind, id: subject.slice(at + 1) };
}

/** The span that a query asks for. @throws Problem 400 where it is empty or longer than 30 days */
export function historySpan({ from, to }: z.infer<typeof historyQuery>, now: Date): { from: Date; to: Date } {
  const end = to === undefined ? now : new Date(to);
  const begin = from === undefined ? new Date(end.getTime() - USUAL_MS) : new Date(from);
  const ms = end.getTime() - begin.getTime();
  if (ms <= 0 || ms > MOST_MS) {
    throw badRequest("That is no span.", [{ path: "from", message: "must be before `to`, by 30 days at most" }]);
  }
  return { from: begin, to: end };
}
