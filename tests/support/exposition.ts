/** A family as a scrape tells it. */
export interface ScrapedFamily {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/y;
/** What may follow a family's name, by its type and the format. */
const SUFFIXES: Record<"text" | "openmetrics", Record<string, string[]>> = {
  text: { counter: [""], gauge: [""], histogram: ["_bucket", "_sum", "_count"] },
  openmetrics: { counter: ["_total"], gauge: [""], histogram: ["_bucket", "_sum", "_count"] },
};

/**
 * Reads a scrape, of Prometheus text 0.0.4 or OpenMetrics 1.0, and holds it to the format: each family once and in one piece,
 * HELP and TYPE before its samples, names as its type has them, no series twice, histograms cumulative and counted, and
 * OpenMetrics without blank lines, with canonical bounds and `# EOF`. @throws Error at the first line that breaks a rule
 */
export function parseExposition(text: string, format: "text" | "openmetrics"): Map<string, ScrapedFamily> {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the last line does not end");
  if (format === "openmetrics") {
    if (lines.pop() !== "# EOF") throw new Error("it does not end with # EOF");
    if (lines.includes("")) throw new Error("it has a blank line");
  }
  const families = new Map<string, ScrapedFamily>();
  const series = new Set<string>();
  let name = "";
  for (const line of lines.filter((each) => each !== "")) {
    const fail = (why: string) => new Error(`${why}: ${line}`);
    const [, comment, of = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (comment === "HELP") {
      if (families.has(of) || !NAME.test(of)) throw fail("a family twice, or no name");
      families.set(of, { type: "", help: rest, samples: [] });
      name = of;
      continue;
    }
    const family = families.get(name);
    if (!family) throw fail("before any HELP");
    if (comment === "TYPE") {
      if (of !== name || family.type !== "") throw fail("TYPE does not follow its HELP");
      family.type = rest;
      continue;
    }
    const [, sample = "", labelText = "", value = ""] = SAMPLE.exec(line) ?? [];
    const suffixes = SUFFIXES[format][family.type] ?? [];
    if (!suffixes.some((suffix) => sample === name + suffix)) throw fail(`no sample of ${name}, a ${family.type}`);
    const labels = labelsOf(labelText, fail);
    const key = `${sample} ${JSON.stringify(Object.entries(labels).sort())}`;
    if (series.has(key)) throw fail("a series twice");
    series.add(key);
    const number = value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value);
    if (Number.isNaN(number)) throw fail("no number");
    if (family.type === "counter" && number < 0) throw fail("a counter below 0");
    family.samples.push({ name: sample, labels, value: number });
  }
  for (const [of, family] of families) if (family.type === "histogram") holdHistogram(of, family, format);
  return families;
}

function labelsOf(text: string, fail: (why: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, label, value] = LABEL.exec(text) ?? [];
    if (label === undefined || value === undefined) throw fail("labels cannot be read");
    if (label in labels) throw fail("a label twice");
    labels[label] = value.replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
  }
  return labels;
}

function holdHistogram(name: string, { samples }: ScrapedFamily, format: "text" | "openmetrics"): void {
  const groups = new Map<string, { buckets: [string, number][]; count?: number; hasSum: boolean }>();
  for (const { name: sample, labels, value } of samples) {
    const { le, ...own } = labels;
    const group = groups.get(JSON.stringify(own)) ?? { buckets: [], hasSum: false };
    groups.set(JSON.stringify(own), group);
    if (sample.endsWith("_bucket")) group.buckets.push([le ?? "", value]);
    else if (sample.endsWith("_count")) group.count = value;
    else group.hasSum = true;
  }
  for (const [labels, { buckets, count, hasSum }] of groups) {
    const fail = (why: string) => new Error(`${name}${labels}: ${why}`);
    if (!hasSum || count === undefined) throw fail("no sum or count");
    if (buckets.at(-1)?.[0] !== "+Inf" || buckets.at(-1)?.[1] !== count)
      throw fail("+Inf is not last, or not the count");
    buckets.forEach(([bound, value], at) => {
      const before = buckets[at - 1];
      if (before && (value < before[1] || Number(bound.replace("+Inf", "Infinity")) <= Number(before[0]))) {
        throw fail("buckets do not rise");
      }
      if (format === "openmetrics" && bound !== "+Inf" && !/^\d+\.\d+$/.test(bound)) throw fail(`bound ${bound}`);
    });
  }
}

/** The value of the series with exactly these labels; undefined where there is none. */
export function seriesValue(
  families: ReadonlyMap<string, ScrapedFamily>,
  sample: string,
  labels: Record<string, string> = {},
): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).sort());
  for (const { samples } of families.values()) {
    for (const each of samples) {
      if (each.name === sample && JSON.stringify(Object.entries(each.labels).sort()) === wanted) return each.value;
    }
  }
  return undefined;
}

/** How many series a scrape has. */
export function countSeries(families: ReadonlyMap<string, ScrapedFamily>): number {
  return [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0);
}
