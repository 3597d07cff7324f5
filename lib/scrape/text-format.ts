/** One sample of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;
const VALUE = /\s*([^\s#]+)/y;

/**
 * The samples of metrics in Prometheus' text format 0.0.4 (of OpenMetrics as far as it is the same). Lines that are none
 * are left out, and so are samples of other names.
 * @param isWanted tells by name whether a sample is of interest
 */
export function parseSamples(text: string, isWanted: (name: string) => boolean): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const sample = parseLine(line, isWanted);
    if (sample) samples.push(sample);
  }
  return samples;
}

function parseLine(line: string, isWanted: (name: string) => boolean): Sample | null {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined || !isWanted(name)) return null;
  const labels: Record<string, string> = {};
  let at = name.length;
  if (line[at] === "{") {
    LABEL.lastIndex = at + 1;
    for (let found = LABEL.exec(line); found; found = LABEL.exec(line)) {
      labels[found[1]!] = unescaped(found[2]!);
      at = LABEL.lastIndex;
    }
    at = line.indexOf("}", Math.max(at, name.length + 1));
    if (at === -1) return null;
    at += 1;
  }
  VALUE.lastIndex = at;
  const value = Number(VALUE.exec(line)?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? { name, labels, value } : null;
}

const unescaped = (text: string): string =>
  text.includes("\\") ? text.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character)) : text;
