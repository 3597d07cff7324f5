import { backtest, type Firing, type Point, worse } from "./backtest";
import { breaches } from "./evaluate";
import { FIGURES } from "./figures";
import type { PastContext } from "./history";
import { readCourses } from "./history/courses";
import type { Course, Preview } from "./history/schema";
import { type HistorySpan, type Reach, spansOf } from "./history/span";
import { readKnownBots, worstSubjects } from "./history/subjects";
import { isWindowed, METRICS } from "./metric";
import type { Rule, RuleDefinition } from "./rule";
import { readSamples, type SubjectSample } from "./samples";
import { type Subject, subjectKey } from "./subject";
import { conditionOf } from "./tick/plan";

const DAY_MS = 86_400_000;
const BACKTEST_DAYS = 30;
/** Subjects that are judged of the past: by the minute a month of each has many points, percentiles many buckets. */
const MOST_SUBJECTS = { minute: 25, hour: 100, percentile: 40 };
const MOST_HISTOGRAMS = 100_000;
const CHART_COURSES = 5;
const CHART_POINTS = 300;
const NEWEST = 50;

/**
 * What a rule that is not saved yet measures and would have done: its metric of late, and when it would have fired in the
 * last 30 days, as far as its past is kept. Of very many subjects the worst are judged, and it says so.
 */
export async function previewRule(context: PastContext, definition: RuleDefinition): Promise<Preview> {
  const { db, now, kept } = context;
  const rule: Rule = { ...definition, id: "preview", shipped: false, revision: 1 };
  const [samples, bots] = await Promise.all([
    readSamples({ db, now, listeningSince: new Date(0) }, [rule]),
    readKnownBots({ db, now }, rule.selector),
  ]);
  const found = samples.get(rule.id);
  const measured: SubjectSample[] = found === undefined || found === "error" ? [] : found;
  const { title, unit } = METRICS[rule.metric];
  const common = {
    ...{ metric: { id: rule.metric, title, unit }, operator: rule.operator, threshold: rule.threshold },
    subjects: measured.length,
    breaching: measured.filter(({ sample }) => sample.kind === "value" && breaches(rule, sample.value)).length,
  };
  const spans = spansOf(rule, reachOf(rule, bots.size, kept), now);
  if (spans.length === 0) {
    const notes = ["Rollcall keeps no past of this state, so there is nothing to look back at."];
    return { ...common, chart: null, backtest: null, notes };
  }
  const everyBot = [...bots.keys()];
  const all = measured.map(({ subject }) => (subject.kind === "fleet" ? { ...subject, botIds: everyBot } : subject));
  const subjects = await worstSubjects({ db, now: now.getTime() }, rule, all, bots, mostOf(rule, spans));
  const pasts = new Map<string, Point[]>(subjects.map(({ id }) => [id, []]));
  for (const span of spans) {
    const courses = await readCourses({ db, now: now.getTime() }, rule, subjects, bots, span);
    for (const [id, points] of courses) pasts.get(id)?.push(...points);
  }
  const firings = subjects.flatMap((subject) =>
    backtest(conditionOf(rule), pasts.get(subject.id) ?? []).map((firing) => ({ subject, firing })),
  );
  return {
    ...common,
    chart: chartOf(rule, subjects, pasts, spans.at(-1)!),
    backtest: {
      ...{ from: instant(spans[0]!.from), to: instant(now.getTime()), parts: spans.map(partOf) },
      ...{ subjects: subjects.length, of_subjects: all.length },
      ...summaryOf(firings, spans[0]!.from, now.getTime()),
    },
    notes: notesOf(rule, spans, { judged: subjects.length, of: all.length, now: now.getTime() }),
  };
}

/** How far back to look. A percentile over the whole fleet is put together from every bot's durations: of many, less far. */
function reachOf(
  { metric, scope }: RuleDefinition,
  bots: number,
  { minuteDays, hourlyDays }: PastContext["kept"],
): Reach {
  const isHeavy = scope === "fleet" && isWindowed(metric) && FIGURES[metric].histogram;
  const hours = isHeavy ? MOST_HISTOGRAMS / Math.max(1, bots) : Number.POSITIVE_INFINITY;
  return {
    days: Math.min(BACKTEST_DAYS, hours / 24),
    // A busy hour has a histogram for each of its minutes.
    minuteDays: Math.min(minuteDays, hours / 24 / 4),
    hourlyDays,
  };
}

function mostOf({ metric }: RuleDefinition, spans: readonly HistorySpan[]): number {
  if (spans.some(({ grain }) => grain === "minute")) return MOST_SUBJECTS.minute;
  return isWindowed(metric) && FIGURES[metric].histogram ? MOST_SUBJECTS.percentile : MOST_SUBJECTS.hour;
}

/** The newest day by minutes, or the newest week by hours, of the subjects that came nearest to firing. */
function chartOf(
  rule: RuleDefinition,
  subjects: readonly Subject[],
  pasts: ReadonlyMap<string, readonly Point[]>,
  { grain, to, stepMs }: HistorySpan,
): Preview["chart"] {
  const from = to - (grain === "minute" ? DAY_MS : 7 * DAY_MS);
  const courses = subjects
    .map((subject) => {
      const points = (pasts.get(subject.id) ?? []).filter(({ at }) => at > from);
      return { subject, points, worst: worstOf(rule, points).value };
    })
    .filter(({ worst }) => worst !== null)
    .sort((a, b) => (worse(rule, a.worst!, b.worst) === a.worst ? -1 : 1))
    .slice(0, CHART_COURSES);
  const merged = Math.max(1, Math.ceil((courses[0]?.points.length ?? 0) / CHART_POINTS));
  return {
    ...{ from: instant(from), to: instant(to), step_seconds: (merged * stepMs) / 1000 },
    courses: courses.map(
      ({ subject, points }): Course => ({
        ...{ subject: subjectKey(subject), name: subject.name },
        points: thinned(rule, points, merged).map(({ at, value }) => ({ at: instant(at), value })),
      }),
    ),
  };
}

/** Of every few points the worst, so that no peak is lost. */
function thinned(rule: RuleDefinition, points: readonly Point[], merged: number): Point[] {
  return Array.from({ length: Math.ceil(points.length / merged) }, (_, index) => {
    const group = points.slice(index * merged, (index + 1) * merged);
    return { at: group.at(-1)!.at, value: worstOf(rule, group).value };
  });
}

function worstOf(rule: RuleDefinition, points: readonly Point[]): { value: number | null } {
  let value: number | null = null;
  for (const point of points) if (point.value !== null) value = worse(rule, point.value, value);
  return { value };
}

function summaryOf(fired: readonly { subject: Subject; firing: Firing }[], from: number, now: number) {
  const lasted = fired.map(({ firing }) => ((firing.resolvedAt ?? now) - firing.firedAt) / 1000);
  const byDay = new Map<string, number>();
  for (let at = from; at <= now; at += DAY_MS) byDay.set(dayOf(at), 0);
  byDay.set(dayOf(now), 0);
  for (const { firing } of fired) byDay.set(dayOf(firing.firedAt), (byDay.get(dayOf(firing.firedAt)) ?? 0) + 1);
  const newest = [...fired].sort((a, b) => b.firing.firedAt - a.firing.firedAt).slice(0, NEWEST);
  return {
    firings: fired.length,
    subjects_fired: new Set(fired.map(({ subject }) => subject.id)).size,
    firing_seconds: lasted.reduce((sum, seconds) => sum + seconds, 0),
    longest_seconds: lasted.length === 0 ? null : lasted.reduce((a, b) => Math.max(a, b)),
    days: [...byDay].map(([day, firings]) => ({ day, firings })),
    newest: newest.map(({ subject, firing }) => ({
      ...{ subject: subjectKey(subject), name: subject.name, fired_at: instant(firing.firedAt) },
      resolved_at: firing.resolvedAt === null ? null : instant(firing.resolvedAt),
      worst_value: firing.worst,
    })),
  };
}

function notesOf(
  rule: RuleDefinition,
  spans: readonly HistorySpan[],
  { judged, of, now }: { judged: number; of: number; now: number },
) {
  const notes: string[] = [];
  if (judged < of) notes.push(`Of ${of} subjects the ${judged} with the worst days were looked at.`);
  const [oldest, newest] = [spans[0]!, spans.at(-1)!];
  if (oldest.grain === "hour" && newest.grain === "minute") {
    notes.push(`Before ${instant(newest.from)} only hours are kept: shorter breaches are not seen there.`);
  } else if (oldest.grain === "hour") {
    notes.push(
      "Looked at by the hour: ticks look every 15 seconds and may fire a little earlier, or for less than an hour.",
    );
  } else {
    notes.push(`Looked at by the minute, as far as minutes are kept: from ${instant(oldest.from)}.`);
  }
  if (/silence|overdue|offline|workers/.test(rule.metric)) {
    notes.push("Times at which Rollcall itself was stopped look like silence here; real alerts leave them out.");
  }
  if (now - oldest.from < (BACKTEST_DAYS - 1) * DAY_MS && oldest.grain === "hour") {
    notes.push(`Looked at from ${instant(oldest.from)} only: there is too much to look through, or no more is kept.`);
  }
  if (rule.depends_on.length > 0) notes.push("Silences and dependencies are not counted: it would have told fewer.");
  return notes;
}

const partOf = ({ grain, from, stepMs }: HistorySpan) => ({ grain, from: instant(from), step_seconds: stepMs / 1000 });
const instant = (ms: number): string => new Date(ms).toISOString();
const dayOf = (ms: number): string => instant(ms).slice(0, 10);
