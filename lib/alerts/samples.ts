import { healthScore } from "../bots/health-score";
import { nameOf } from "../bots/summary";
import type { Database } from "../db/client";
import { statusOf } from "../dependencies/health";
import type { QueueSample } from "../queues/store";
import { log } from "../telemetry/log";
import { type BotFacts, isLate, OF_BOT, OF_FLEET, OF_QUEUE, OVERALL } from "./current";
import type { Sample } from "./evaluate";
import { FIGURES, Tally } from "./figures";
import { isWindowed, METRICS, type WindowedId } from "./metric";
import type { Rule } from "./rule";
import { type Facts, HEALTH_METRIC, HEALTH_SECONDS, readFacts } from "./samples/facts";
import { addLevels, type KeyOf, nameOfLabel, talliesOf } from "./samples/tallies";
import { selectsBot, selectsLabel } from "./selector";
import type { Subject } from "./subject";

/** What was measured of one subject of a rule. */
export interface SubjectSample {
  subject: Subject;
  sample: Sample;
  /** Of the silence of bots: whether a heartbeat is overdue by so much that more than chance is likely. */
  isLate?: boolean;
  /** Of a bot: when it was first heard of, in epoch ms. */
  firstSeenAt?: number;
}

/** A queue's sample older than this says nothing of now. */
const FRESH_MS = 5 * 60_000;
/** After an absence of Rollcall, bots have this long to send what they could not. */
const SETTLING_MS = 2 * 60_000;
/** Metrics that fall when Rollcall did not listen for a part of the window. */
const COUNTS: ReadonlySet<string> = new Set(["count", "per_minute", "usd"]);
const FLEET: Subject = { kind: "fleet", id: "", name: "the fleet", botIds: [] };

/**
 * Measures everything that the rules judge, at one moment, with a few statements for all of them together. Not to be called in a
 * transaction, which a part that fails would end.
 * @param listeningSince the end of Rollcall's last absence: what it could not hear before is held against nobody
 * @returns by rule, every subject that is known, also those without data; `error` where not even the subjects could be read
 */
export async function readSamples(
  context: { db: Database; now: Date; listeningSince: Date },
  rules: readonly Rule[],
): Promise<Map<string, SubjectSample[] | "error">> {
  const facts = readFacts(context, rules);
  const samples = new Map<string, SubjectSample[] | "error">();
  for (const rule of rules) {
    try {
      samples.set(rule.id, await measure(rule, facts));
    } catch (error) {
      log.error("alert rule could not be measured", { rule: rule.id, error });
      samples.set(rule.id, "error");
    }
  }
  return samples;
}

async function measure(rule: Rule, facts: Facts): Promise<SubjectSample[]> {
  const bots = (await facts.bots).filter(({ state }) => selectsBot(rule.selector, state));
  const { metric } = rule;
  if (isWindowed(metric)) return await measureWindow(rule, metric, bots, facts);
  switch (metric) {
    case "fleet.workers":
    case "fleet.offline":
    case "fleet.offline_share":
    case "fleet.silence":
      return [{ subject: FLEET, sample: isSettling(facts) ? UNKNOWN : sampleOf(OF_FLEET[metric](bots, facts.now)) }];
    case "queue.pending":
    case "queue.processing":
    case "queue.dead_letter":
    case "queue.oldest_age": {
      const newest = newestOf(await facts.queues, rule, bots);
      const samples = [...newest].map(([queue, sample]) => ({
        subject: queueSubject(queue, sample),
        sample: isFresh(sample, facts) ? sampleOf(sample[OF_QUEUE[metric]]) : NO_DATA,
      }));
      return overall(rule, samples, OVERALL[metric]);
    }
    case "bot.health_score":
      return overall(rule, await measureHealth(bots, facts), OVERALL[metric]);
    case "dependency.status":
      return overall(rule, await measureDependencies(rule, bots, facts), OVERALL[metric]);
    default: {
      const isSilence = metric === "bot.silence" || metric === "bot.overdue";
      const samples = bots.map((bot) => ({
        subject: botSubject(bot),
        sample: isSettling(facts) ? UNKNOWN : sampleOf(OF_BOT[metric](bot, facts.now)),
        ...(isSilence && !isSettling(facts) && { isLate: isLate(bot, facts.now) }),
      }));
      return overall(rule, samples, OVERALL[metric]);
    }
  }
}

async function measureHealth(bots: readonly BotFacts[], facts: Facts): Promise<SubjectSample[]> {
  const window = await facts.windows.get(HEALTH_SECONDS)!;
  const tallies = talliesOf(HEALTH_METRIC, window, ({ botId }) => botId, targetsOf(bots));
  const nothing = new Tally();
  return bots.map((bot) => {
    const { id } = bot.state.bot;
    const tally = tallies.get(id) ?? nothing;
    const score = healthScore({
      status: bot.state.liveness.status,
      successRate: FIGURES["job.success_rate"].of(tally, 1),
      withinTarget: tally.withinTarget,
    });
    return { subject: botSubject(bot), sample: isSettling(facts) ? UNKNOWN : sampleOf(score) };
  });
}

/** The worst that any bot says of each component. */
async function measureDependencies(rule: Rule, bots: readonly BotFacts[], facts: Facts): Promise<SubjectSample[]> {
  const selected = idsOf(bots);
  const components = new Map<string, { botIds: string[]; worst: number | null }>();
  for (const check of await facts.dependencies) {
    if (!selected.has(check.botId) || !selectsLabel(rule.selector, check.component)) continue;
    const known = components.get(check.component) ?? { botIds: [], worst: null };
    const rank = RANKS[statusOf(check, new Date(facts.now))];
    if (rank !== null) known.worst = Math.max(known.worst ?? 0, rank);
    components.set(check.component, { ...known, botIds: [...known.botIds, check.botId] });
  }
  return [...components].map(([component, { botIds, worst }]) => ({
    subject: { kind: "component", id: component, name: component, botIds },
    sample: sampleOf(worst),
  }));
}

const RANKS = { up: 0, degraded: 1, down: 2, unknown: null } as const;

async function measureWindow(
  rule: Rule,
  metric: WindowedId,
  bots: readonly BotFacts[],
  facts: Facts,
): Promise<SubjectSample[]> {
  const subjects = await subjectsOf(rule, bots, facts);
  const [series] = FIGURES[metric].series;
  const isSelected = idsOf(bots);
  const keyOf: KeyOf = ({ botId, label }) => {
    const name = nameOfLabel(series!, label);
    if (!isSelected.has(botId) || !selectsLabel(rule.selector, name)) return null;
    return rule.scope === "fleet" ? "" : KEYS[METRICS[metric].subject](botId, name);
  };
  const tallies = talliesOf(metric, await facts.windows.get(rule.window_seconds)!, keyOf, targetsOf(bots));
  if (METRICS[metric].subject === "queue") addLevels(tallies, newestOf(await facts.queues, rule, bots));
  const firstSeen = new Map(bots.map(({ state: { bot } }) => [bot.id, bot.firstSeenAt.getTime()]));
  const nothing = new Tally();
  const listened = facts.now - facts.listeningSince;
  const minutes = Math.max(1, Math.min(rule.window_seconds * 1000, listened) / 60_000);
  const isPartial = listened < rule.window_seconds * 1000 && COUNTS.has(METRICS[metric].unit);
  return subjects.map((subject) => {
    const value = FIGURES[metric].of(tallies.get(subject.id) ?? nothing, minutes);
    // A count of a part of the window can show that there was much, not that there was little.
    const sample = isPartial && !rule.operator.startsWith(">") ? UNKNOWN : sampleOf(value);
    const firstSeenAt = subject.kind === "bot" ? firstSeen.get(subject.id) : undefined;
    return { subject, sample, ...(firstSeenAt !== undefined && { firstSeenAt }) };
  });
}

const KEYS: Record<Subject["kind"], (botId: string, name: string) => string> = {
  bot: (botId) => botId,
  queue: (_, name) => name,
  component: (_, name) => name,
  route: (botId, name) => `${botId} ${name}`,
  metric: (botId, name) => `${botId} ${name}`,
  fleet: () => "",
};

/** Every subject that a windowed rule judges, whether or not the window has anything of it. */
async function subjectsOf(rule: Rule, bots: readonly BotFacts[], facts: Facts): Promise<Subject[]> {
  if (rule.scope === "fleet") return [{ ...FLEET, botIds: bots.map(({ state }) => state.bot.id) }];
  const { subject } = METRICS[rule.metric];
  switch (subject) {
    case "queue":
      return [...newestOf(await facts.queues, rule, bots)].map(([queue, sample]) => queueSubject(queue, sample));
    case "component":
      return (await measureDependencies(rule, bots, facts)).map((measured) => measured.subject);
    case "route":
    case "metric": {
      const [series] = FIGURES[rule.metric as WindowedId].series;
      const selected = idsOf(bots);
      const known = (await facts.labels.get(series!)!)
        .filter(({ botId }) => selected.has(botId))
        .map(({ botId, label }) => ({ botId, name: nameOfLabel(series!, label) }))
        .filter(({ name }) => selectsLabel(rule.selector, name));
      const byId = new Map(known.map(({ botId, name }) => [KEYS[subject](botId, name), { botId, name }]));
      return [...byId].map(([id, { botId, name }]) => ({
        kind: subject,
        id,
        name: `${name} of ${botId}`,
        botIds: [botId],
      }));
    }
    default:
      return bots.map(botSubject);
  }
}

/** One sample of all, where the rule asks for it. */
function overall(
  rule: Rule,
  samples: SubjectSample[],
  combine: (values: readonly number[]) => number,
): SubjectSample[] {
  if (rule.scope === "each") return samples;
  const subject = { ...FLEET, botIds: [...new Set(samples.flatMap((each) => each.subject.botIds))] };
  if (samples.some(({ sample }) => sample.kind === "unknown")) return [{ subject, sample: UNKNOWN }];
  const values = samples.flatMap(({ sample }) => (sample.kind === "value" ? [sample.value] : []));
  return [{ subject, sample: values.length === 0 ? NO_DATA : sampleOf(combine(values)) }];
}

/** The newest sample of each queue that the rule judges. */
function newestOf(samples: readonly QueueSample[], rule: Rule, bots: readonly BotFacts[]): Map<string, QueueSample> {
  const selected = idsOf(bots);
  const newest = new Map<string, QueueSample>();
  for (const sample of samples) {
    if (!selected.has(sample.botId) || !selectsLabel(rule.selector, sample.queue)) continue;
    const known = newest.get(sample.queue);
    if (!known || known.sampledAt < sample.sampledAt) newest.set(sample.queue, sample);
  }
  return newest;
}

const isFresh = ({ receivedAt }: QueueSample, { now }: Facts) => now - receivedAt.getTime() <= FRESH_MS;
const isSettling = ({ now, listeningSince }: Facts) => now - listeningSince < SETTLING_MS;
const targetsOf = (bots: readonly BotFacts[]) =>
  new Map(
    bots.flatMap(({ state }) => {
      const target = state.contract.target_duration_ms;
      return target === null ? [] : [[state.bot.id, target] as const];
    }),
  );
const idsOf = (bots: readonly BotFacts[]) => new Set(bots.map(({ state }) => state.bot.id));

const botSubject = ({ state: { bot } }: BotFacts): Subject => ({
  kind: "bot",
  id: bot.id,
  name: nameOf(bot),
  botIds: [bot.id],
});
const queueSubject = (queue: string, { botId }: QueueSample): Subject => ({
  kind: "queue",
  id: queue,
  name: queue,
  botIds: [botId],
});

const NO_DATA: Sample = { kind: "no_data" };
const UNKNOWN: Sample = { kind: "unknown" };
const sampleOf = (value: number | null): Sample =>
  value === null || !Number.isFinite(value) ? NO_DATA : { kind: "value", value };
