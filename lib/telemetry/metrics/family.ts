/** One line of a family: a value under labels; of a histogram, the suffix says which of its lines. */
export interface Sample {
  suffix?: "_bucket" | "_sum" | "_count";
  labels: Record<string, string>;
  value: number;
}

/** A metric family as it is told, whoever measured it. */
export interface Family {
  /** As the text format names it: counters end in `_total`. */
  name: string;
  help: string;
  type: "counter" | "gauge" | "histogram" | "summary";
  samples: Sample[];
}

/** Families that are read together, and how many series the bounds kept out of them. */
export interface Told {
  families: Family[];
  truncated: number;
}

/** A gauge without labels. */
export function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: "gauge", samples: [{ labels: {}, value }] };
}

/** A histogram's lines under one set of labels. @param counts observations by bucket, one more than there are bounds: the last is what is over all */
export function histogramSamples(
  labels: Record<string, string>,
  bounds: readonly number[],
  { counts, sum }: { counts: readonly number[]; sum: number },
): Sample[] {
  let passed = 0;
  const buckets = bounds.map((bound, at): Sample => {
    passed += counts[at] ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le: boundText(bound) }, value: passed };
  });
  const count = passed + (counts[bounds.length] ?? 0);
  return [
    ...buckets,
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
    { suffix: "_sum", labels, value: sum },
    { suffix: "_count", labels, value: count },
  ];
}

/**
 * A bound as OpenMetrics writes it, so that the series is the same one in both formats.
 *
 *     boundText(5)    "5.0"
 *     boundText(0.25) "0.25"
 */
export function boundText(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}
