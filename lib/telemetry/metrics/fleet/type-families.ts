import { SERIES, type Series } from "../../../rollups/series";
import { OTHER } from "../allot";
import type { Family, Sample, Told } from "../family";
import type { Total } from "./store";
import { type Tally, tallyBy } from "./tally";

const MAX_TYPES = 40;

/** Counters by job type over all bots. Types are taken by name, so that a new one moves others only into the rest. */
export function typeFamilies(totals: readonly Total[]): Told {
  const types = [...tallyBy(totals, ({ label }) => label)].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    family("job_submissions_total", "Jobs seen for the first time", types, SERIES.job, ({ submitted }) => submitted),
    family("job_retries_total", "Attempts after a job's first", types, SERIES.jobRetry, ({ n }) => n),
    family(
      "job_dlq_moves_total",
      "Attempts that ended in a dead-letter queue",
      types,
      SERIES.jobDeadLetter,
      ({ n }) => n,
    ),
  ];
  return {
    families: parts.map((part) => part.family),
    truncated: parts.reduce((sum, part) => sum + part.truncated, 0),
  };
}

function family(
  name: string,
  what: string,
  types: readonly [string, ReadonlyMap<Series, Tally>][],
  series: Series,
  of: (tally: Tally) => number,
): { family: Family; truncated: number } {
  // A type that has jobs has its count of retries, though it be 0: a rate needs the value before the first.
  const known = types.filter(([, tallies]) => tallies.has(SERIES.job) || tallies.has(series));
  const countOf = (tallies: ReadonlyMap<Series, Tally>) => {
    const tally = tallies.get(series);
    return tally ? of(tally) : 0;
  };
  const named = known.filter(([type]) => type !== OTHER).slice(0, MAX_TYPES);
  const isNamed = new Set(named.map(([type]) => type));
  const rest = known.filter(([type]) => !isNamed.has(type));
  const samples: Sample[] = named.map(([type, tallies]) => ({ labels: { job_type: type }, value: countOf(tallies) }));
  if (rest.length > 0) {
    const value = rest.reduce((sum, [, tallies]) => sum + countOf(tallies), 0);
    samples.push({ labels: { job_type: OTHER }, value });
  }
  const help = `${what}, by job type over all bots; beyond ${MAX_TYPES} types ${OTHER}.`;
  return { family: { name, help, type: "counter", samples }, truncated: rest.length };
}
