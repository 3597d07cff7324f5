import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { env } from "../../env";
import { boundText, type Family, type Sample } from "./family";
import { LoopLag } from "./loop-lag";
import { Recent, RecentCount } from "./recent";
import { RequestMeasures } from "./requests";

/** Default families that say little, or under names that linters refuse; for the event loop see loop-lag.ts. */
const LEFT_OUT = /^nodejs_(active_|heap_space_|eventloop_)/;
/** The default monitor of the event loop cannot be left out, only be made so slow that it costs nothing. */
const LOOP_MONITOR_MS = 60_000;

/** What this process measures of itself. It begins at 0 with each start; scrapers take that for what it is. */
export interface OwnMetrics {
  requests: RequestMeasures;
  loopLag: LoopLag;
  /** Events that were sent, by what became of them: new, duplicate or dropped. */
  ingestEvents: Counter<"outcome">;
  /** Seconds of each commit of events. */
  ingestCommits: Histogram;
  ingestCommitFailures: Counter;
  /** Events read for those who follow the feed. */
  feedEvents: Counter;
  /** Seconds from an event's receipt until it is handed to the streams. */
  feedLag: Histogram;
  /** The same over the last minutes, for those who look without a Prometheus. */
  recent: { events: RecentCount; commits: Recent; commitFailures: RecentCount; feedLag: Recent };
  /** Runs of scheduled tasks. */
  cronRuns: Counter<"task" | "outcome">;
  cronDuration: Histogram<"task">;
  cronLastSuccess: Gauge<"task">;
  /** Attempts to deliver a notice. */
  deliveries: Counter<"channel" | "outcome">;
  deliveryDuration: Histogram<"channel">;
  /** Parts of /metrics that could not be read. */
  metricsErrors: Counter<"part">;
  registry: Registry;
}

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const KEY = Symbol.for("rollcall.metrics");
const held = globalThis as { [KEY]?: OwnMetrics };

/** The measures of this process; undefined where `METRICS=off`. */
export function own(): OwnMetrics | undefined {
  if (env().METRICS === "off") return undefined;
  held[KEY] ??= makeOwn();
  return held[KEY];
}

function makeOwn(): OwnMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_MONITOR_MS });
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <T extends string>(name: string, help: string, buckets: number[], labelNames: T[] = []) =>
    new Histogram({ name, help, buckets, labelNames, registers });
  return {
    registry,
    requests: new RequestMeasures(),
    loopLag: new LoopLag(),
    recent: {
      ...{ events: new RecentCount(), commits: new Recent() },
      ...{ commitFailures: new RecentCount(), feedLag: new Recent() },
    },
    ingestEvents: counter("rollcall_ingest_events_total", "Events sent to this process, by what became of them.", [
      "outcome",
    ]),
    ingestCommits: histogram(
      "rollcall_ingest_commit_duration_seconds",
      "Time of each transaction that stores events.",
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    ),
    ingestCommitFailures: counter(
      "rollcall_ingest_commit_failures_total",
      "Transactions that stored no event, since the database was away or refused.",
    ),
    feedEvents: counter("rollcall_feed_events_total", "Events read for the open streams of this process."),
    feedLag: histogram(
      "rollcall_feed_lag_seconds",
      "Time from the receipt of an event until it is handed to the open streams.",
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    ),
    cronRuns: counter("rollcall_cron_runs_total", "Runs of scheduled tasks in this process.", ["task", "outcome"]),
    cronDuration: histogram(
      "rollcall_cron_duration_seconds",
      "Time that a scheduled task takes.",
      [0.001, 0.01, 0.1, 0.5, 1, 5, 30],
      ["task"],
    ),
    cronLastSuccess: new Gauge({
      ...{ name: "rollcall_cron_last_success_timestamp_seconds", labelNames: ["task"], registers },
      help: "When a scheduled task last ended well in this process.",
    }),
    deliveries: counter("rollcall_delivery_attempts_total", "Attempts to deliver a notice, by kind of channel.", [
      "channel",
      "outcome",
    ]),
    deliveryDuration: histogram(
      "rollcall_delivery_duration_seconds",
      "Time that a receiver takes to answer.",
      [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      ["channel"],
    ),
    metricsErrors: counter("rollcall_metrics_errors_total", "Parts of this page that could not be read.", ["part"]),
  };
}

const OUTCOMES = ["new", "duplicate", "dropped"] as const;

/** Notes what became of the events of a request. */
export function countEvents(outcomes: Readonly<Record<(typeof OUTCOMES)[number], number>>): void {
  const measures = own();
  if (!measures) return;
  for (const outcome of OUTCOMES) {
    if (outcomes[outcome] > 0) measures.ingestEvents.inc({ outcome }, outcomes[outcome]);
  }
  measures.recent.events.add(outcomes.new, Date.now());
}

/** Notes a transaction that stored events, or failed to. @param ms what it took; null where it failed */
export function countCommit(ms: number | null): void {
  const measures = own();
  if (!measures) return;
  if (ms === null) {
    measures.ingestCommitFailures.inc();
    measures.recent.commitFailures.add(1, Date.now());
  } else {
    measures.ingestCommits.observe(ms / 1000);
    measures.recent.commits.observe(ms, Date.now());
  }
}

/** Notes events that go to the open streams. @param lagMs how long the one that waited longest did since its receipt */
export function countFed(n: number, lagMs: number): void {
  const measures = own();
  if (!measures) return;
  measures.feedEvents.inc(n);
  measures.feedLag.observe(lagMs / 1000);
  measures.recent.feedLag.observe(lagMs, Date.now());
}

/** Notes an attempt to deliver a notice. @param channel its kind */
export function countDelivery(channel: string, outcome: string, ms: number): void {
  const measures = own();
  measures?.deliveries.inc({ channel, outcome });
  measures?.deliveryDuration.observe({ channel }, ms / 1000);
}

/** Notes the end of a run of a scheduled task. @param now epoch ms */
export function countCronRun(task: string, ms: number, now: number | null): void {
  const measures = own();
  if (!measures) return;
  const { cronRuns, cronDuration, cronLastSuccess } = measures;
  cronRuns.inc({ task, outcome: now === null ? "failure" : "success" });
  cronDuration.observe({ task }, ms / 1000);
  if (now !== null) cronLastSuccess.set({ task }, now / 1000);
}

/** All that this process measured, as families. */
export async function ownFamilies(): Promise<Family[]> {
  const measures = own();
  if (!measures) return [];
  const { registry, requests, loopLag } = measures;
  const families = (await registry.getMetricsAsJSON()) as unknown as RegistryFamily[];
  const told = families.filter(({ name }) => !LEFT_OUT.test(name)).map(familyOf);
  return [...told, ...loopLag.families(), ...requests.families()];
}

/** A family as prom-client tells it. */
interface RegistryFamily {
  name: string;
  help: string;
  type: Family["type"];
  values: { metricName?: string; labels: Record<string, string | number>; value: number }[];
}

function familyOf({ name, help, type, values }: RegistryFamily): Family {
  const samples = values.map(({ metricName, labels, value }): Sample => {
    const told = Object.fromEntries(
      Object.entries(labels).map(([label, text]) => [
        label,
        label === "le" && typeof text === "number" ? boundText(text) : String(text),
      ]),
    );
    const suffix = metricName?.slice(name.length) as Sample["suffix"];
    return { labels: told, value, ...(suffix && { suffix }) };
  });
  return { name, help, type, samples };
}
