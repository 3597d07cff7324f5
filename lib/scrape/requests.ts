import { groupBy } from "../bots/group";
import { bucketOf } from "../rollups/histogram";
import { cutLabel } from "../rollups/points";
import type { Growth } from "./delta";
import type { Mapping } from "./target";

/** Requests under one label of the rollups, as far as counters tell. Durations in ms. */
export interface RequestDelta {
  /** `METHOD /route 2xx`, without a class where none is known. */
  label: string;
  n: number;
  failed: number;
  measured: number;
  sum: number;
  /** Where the durations lie, to the bounds of the target's buckets; null where none was measured. */
  min: number | null;
  max: number | null;
  /** Counts by bucket of lib/rollups/histogram.ts. */
  hist: Map<number, number>;
}

const METHODS = ["method", "verb"];
const ROUTES = ["route", "path", "handler", "endpoint", "uri"];
const STATUSES = ["status", "status_code", "code"];
/** Durations within one bucket of the target are taken for evenly spread over so many places. */
const PLACES = 20;

/** Whether a sample is one that requests are read from. */
export function isOfRequests(name: string, { requests, durations }: Mapping): boolean {
  return (
    name === requests || name === `${durations}_bucket` || name === `${durations}_sum` || name === `${durations}_count`
  );
}

/** What the growth of a target's counters says of requests. */
export function requestsOf(growths: readonly Growth[], mapping: Mapping): RequestDelta[] {
  const hasCounter = growths.some(({ name }) => name === mapping.requests);
  const counted = hasCounter ? mapping.requests : `${mapping.durations}_count`;
  const perUnit = /_(milliseconds|ms)$/.test(mapping.durations) ? 1 : 1000;
  return [...groupBy(growths, ({ labels }) => labelOf(labels, mapping))].map(([label, own]) => {
    const total = (name: string) => own.reduce((sum, growth) => sum + (growth.name === name ? growth.by : 0), 0);
    const n = Math.round(total(counted));
    const durations = durationsOf(
      own.filter(({ name }) => name === `${mapping.durations}_bucket`),
      perUnit,
    );
    return {
      ...{ label, n, failed: label.endsWith(" 5xx") ? n : 0 },
      ...durations,
      sum: durations.measured === 0 ? 0 : total(`${mapping.durations}_sum`) * perUnit,
    };
  });
}

function labelOf(labels: Record<string, string>, mapping: Mapping): string {
  const of = (chosen: string | null, usual: readonly string[]) =>
    chosen === null ? usual.map((name) => labels[name]).find((value) => value !== undefined) : labels[chosen];
  const method = (of(mapping.method, METHODS) ?? "*").toUpperCase();
  const route = of(mapping.route, ROUTES) ?? "*";
  const [, digit] = /^([1-5])(?:\d\d|xx)$/i.exec(of(mapping.status, STATUSES) ?? "") ?? [];
  return cutLabel(`${method} ${route}${digit ? ` ${digit}xx` : ""}`);
}

/** The durations that cumulative buckets tell of; those of several label sets together. */
function durationsOf(
  buckets: readonly Growth[],
  perUnit: number,
): Pick<RequestDelta, "measured" | "min" | "max" | "hist"> {
  const hist = new Map<number, number>();
  let [measured, min, max]: [number, number | null, number | null] = [0, null, null];
  const add = (ms: number, count: number) => {
    const bucket = bucketOf(ms);
    hist.set(bucket, (hist.get(bucket) ?? 0) + count);
    measured += count;
    min = Math.min(min ?? ms, ms);
    max = Math.max(max ?? ms, ms);
  };
  const byBound = new Map<number, number>();
  for (const { labels, by } of buckets) {
    const bound = /^\+?inf$/i.test(labels.le ?? "") ? Number.POSITIVE_INFINITY : Number(labels.le);
    if (!Number.isNaN(bound)) byBound.set(bound, (byBound.get(bound) ?? 0) + by);
  }
  let [lower, below] = [0, 0];
  for (const [bound, cumulative] of [...byBound].sort(([a], [b]) => a - b)) {
    const count = Math.round(Math.max(0, cumulative - below));
    // Beyond the last bound nothing is known: it stands for all of it, as in Prometheus.
    const upper = Number.isFinite(bound) ? bound : lower;
    spread(lower * perUnit, upper * perUnit, count, add);
    [lower, below] = [upper, Math.max(below, cumulative)];
  }
  return { measured, min, max, hist };
}

function spread(from: number, to: number, count: number, add: (ms: number, count: number) => void): void {
  const places = Math.min(count, to > from ? PLACES : 1);
  for (let place = 0; place < places; place++) {
    const share = Math.floor(((place + 1) * count) / places) - Math.floor((place * count) / places);
    add(from + ((to - from) * (place + 0.5)) / places, share);
  }
}
