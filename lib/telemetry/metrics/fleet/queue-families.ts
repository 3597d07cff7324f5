import type { QueueSample } from "../../../queues/store";
import { OTHER } from "../allot";
import type { Sample, Told } from "../family";

const MAX_QUEUES = 100;
/** What a sample says is not true for ever. */
const FRESH_MS = 3_600_000;

const STATES = [
  ["pending", "pending"],
  ["processing", "processing"],
  ["dead_letter", "deadLetter"],
] as const;

/** Queues as last sampled, by whoever sampled them last. Samples older than an hour say nothing of now and are left out. */
export function queueFamilies(samples: readonly QueueSample[], now: Date): Told {
  const queues = newestByQueue(samples.filter(({ receivedAt }) => now.getTime() - receivedAt.getTime() <= FRESH_MS));
  const named = queues.filter(({ queue }) => queue !== OTHER).slice(0, MAX_QUEUES);
  const rest = queues.filter((sample) => !named.includes(sample));
  const depth: Sample[] = [];
  const age: Sample[] = [];
  let truncated = 0;
  for (const sample of named) {
    for (const [state, member] of STATES) {
      const value = sample[member];
      if (value !== null) depth.push({ labels: { queue: sample.queue, state }, value });
    }
    if (sample.oldestAgeSeconds !== null) age.push({ labels: { queue: sample.queue }, value: sample.oldestAgeSeconds });
  }
  for (const [state, member] of STATES) {
    const values = rest.map((sample) => sample[member]).filter((value) => value !== null);
    truncated += values.length;
    const value = values.reduce((sum, each) => sum + each, 0);
    if (values.length > 0) depth.push({ labels: { queue: OTHER, state }, value });
  }
  const ages = rest.map(({ oldestAgeSeconds }) => oldestAgeSeconds).filter((value) => value !== null);
  if (ages.length > 0) age.push({ labels: { queue: OTHER }, value: ages.reduce((a, b) => Math.max(a, b), 0) });
  const bound = `beyond ${MAX_QUEUES} queues ${OTHER}`;
  return {
    truncated: truncated + ages.length,
    families: [
      {
        name: "system_queue_depth",
        help: `Jobs in a queue by state, as sampled last within the hour; ${bound}: their sum.`,
        type: "gauge",
        samples: depth,
      },
      {
        name: "queue_oldest_job_age_seconds",
        help: `Age of the oldest waiting job, as sampled last within the hour; ${bound}: the oldest.`,
        type: "gauge",
        samples: age,
      },
    ],
  };
}

/** The newest sample of each queue, by name. */
function newestByQueue(samples: readonly QueueSample[]): QueueSample[] {
  const newest = new Map<string, QueueSample>();
  for (const sample of samples) {
    const known = newest.get(sample.queue);
    if (!known || known.sampledAt < sample.sampledAt) newest.set(sample.queue, sample);
  }
  return [...newest.values()].sort((a, b) => (a.queue < b.queue ? -1 : 1));
}
