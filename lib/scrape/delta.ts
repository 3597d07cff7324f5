import type { Sample } from "./text-format";

/** Every counter of a target as it was read once. */
export interface Snapshot {
  /** When its process began, by its own word, in seconds; null where it does not tell. */
  startedAt: number | null;
  /** By name and labels. */
  values: Record<string, number>;
}

/** A counter and how much it grew since the last scrape. */
export interface Growth extends Sample {
  by: number;
}

const START = "process_start_time_seconds";

/** What is kept of a scrape. */
export function snapshotOf(samples: readonly Sample[]): Snapshot {
  const values: Record<string, number> = {};
  for (const sample of samples) if (sample.name !== START) values[keyOf(sample)] = sample.value;
  return { startedAt: samples.find(({ name }) => name === START)?.value ?? null, values };
}

/**
 * How much each counter grew since the scrape before. The first scrape only sets the base. A counter that fell, and every
 * counter of a process that began anew, started from zero in between.
 */
export function growthsOf(samples: readonly Sample[], before: Snapshot | null): Growth[] {
  if (!before) return [];
  const startedAt = samples.find(({ name }) => name === START)?.value ?? null;
  const isRestarted = startedAt !== null && before.startedAt !== null && startedAt > before.startedAt;
  return samples
    .filter(({ name }) => name !== START)
    .map((sample) => {
      const last = isRestarted ? 0 : (before.values[keyOf(sample)] ?? 0);
      return { ...sample, by: sample.value >= last ? sample.value - last : sample.value };
    })
    .filter(({ by }) => by > 0);
}

function keyOf({ name, labels }: Sample): string {
  const parts = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return name + JSON.stringify(parts);
}
