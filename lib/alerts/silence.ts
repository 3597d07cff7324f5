import { z } from "zod";
import type { Severity } from "../notify/notice";
import { SEVERITIES } from "../notify/notice";
import { isTimeZone } from "../time-zone";
import { minutesOfWeek } from "./recurrence";
import { fits } from "./selector";

const patterns = z.array(z.string().trim().min(1).max(300)).max(100).default([]);

/** What a silence matches. Everything given must hold; `*` stands for any text. Nothing given matches everything. */
export const matcherSchema = z.strictObject({
  rules: patterns.describe("Ids of rules."),
  severities: z.array(z.enum(SEVERITIES)).default([]),
  subjects: patterns.describe("Kind and id, such as `bot:press-*`."),
  bots: patterns.describe("Ids of bots that it touches."),
  labels: z.record(z.string().max(100), z.string().max(400)).default({}).describe("Labels of the incident."),
});
export type Matcher = z.infer<typeof matcherSchema>;

/** When a maintenance window returns: on these days of the week, from a time of day on, in a time zone. */
export const recurrenceSchema = z.strictObject({
  days: z.array(z.int().min(0).max(6)).min(1).max(7).describe("0 is Sunday."),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:00"),
  minutes: z.int().min(1).max(1440).describe("How long it lasts."),
  time_zone: z.string().max(60).refine(isTimeZone, "must be a time zone such as Europe/Berlin"),
});
export type Recurrence = z.infer<typeof recurrenceSchema>;

/** A time in which what matches tells nobody. */
export interface Silence {
  id: string;
  matcher: Matcher;
  startsAt: Date;
  endsAt: Date;
  /** Null for one time without a break. */
  recurrence: Recurrence | null;
}

/** What a matcher looks at. */
export interface Silenceable {
  ruleId: string | null;
  severity: Severity;
  subject: string;
  botIds: readonly string[];
  labels: Readonly<Record<string, string>>;
}

/** Whether a silence is in force. */
export function isActive({ startsAt, endsAt, recurrence }: Omit<Silence, "id" | "matcher">, now: Date): boolean {
  if (now < startsAt || now >= endsAt) return false;
  return recurrence === null || minutesOfWeek(recurrence, now);
}

/** Whether a silence is about this. */
export function matches(matcher: Matcher, { ruleId, severity, subject, botIds, labels }: Silenceable): boolean {
  const some = (wanted: readonly string[], texts: readonly string[]) =>
    wanted.length === 0 || wanted.some((pattern) => texts.some((text) => fits(pattern, text)));
  return (
    some(matcher.rules, ruleId === null ? [] : [ruleId]) &&
    (matcher.severities.length === 0 || matcher.severities.includes(severity)) &&
    some(matcher.subjects, [subject]) &&
    some(matcher.bots, botIds) &&
    Object.entries(matcher.labels).every(([name, pattern]) => fits(pattern, labels[name] ?? ""))
  );
}
