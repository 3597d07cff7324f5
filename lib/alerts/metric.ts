import type { SubjectKind } from "./subject";

/** A figure that rules can judge. */
export interface Metric {
  title: string;
  /** Of its value: `seconds`, `ms`, `percent`, `bytes`, `usd`, `per_minute`, `count`, `ratio`, or `value` for a bot's own. */
  unit: "seconds" | "ms" | "percent" | "bytes" | "usd" | "per_minute" | "count" | "ratio" | "value";
  /** What it is measured of, one by one; rules of scope `fleet` judge all of them together. */
  subject: SubjectKind;
  /** Whether the window says how far back it looks; else it is a state of now. */
  windowed: boolean;
  /** What `selector.label` picks within it: job types, queues, components …; null where there is nothing to pick. */
  label: string | null;
}

/** Every metric of rules by its id. */
export const METRICS = {
  "bot.silence": {
    title: "Time since last sign of life",
    unit: "seconds",
    subject: "bot",
    windowed: false,
    label: null,
  },
  "job.running": {
    title: "Running time of current job",
    unit: "seconds",
    subject: "bot",
    windowed: false,
    label: null,
  },
  "job.success_rate": { title: "Job success rate", unit: "percent", subject: "bot", windowed: true, label: "job type" },
  "queue.pending": { title: "Jobs waiting", unit: "count", subject: "queue", windowed: false, label: "queue" },
} as const satisfies Record<string, Metric>;

export type MetricId = keyof typeof METRICS;
export const METRIC_IDS = Object.keys(METRICS) as [MetricId, ...MetricId[]];
