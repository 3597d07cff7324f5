/** What the process uses now. Empty where the runtime does not tell. */
export interface Resources {
  /** Per cent of one core since the last sample: two busy cores are 200. */
  cpu_percent?: number;
  /** Resident set, in bytes. */
  memory_bytes?: number;
}

interface ProcessLike {
  cpuUsage?: () => { user: number; system: number };
  memoryUsage?: () => { rss: number };
}

interface DenoLike {
  memoryUsage?: () => { rss: number };
}

/** Over less time than this the process's own clock, which ticks, makes hundreds of per cent out of nothing. */
const leastSpanMs = 50;

/** Makes a sampler. Node and Deno tell CPU and memory; browsers and edge runtimes tell neither. */
export function createResourceSampler(): () => Resources {
  const runtime = globalThis as { process?: ProcessLike; Deno?: DenoLike };
  let lastCpuMs = cpuMs(runtime.process);
  let lastMs = performance.now();
  return () => {
    const usedMs = cpuMs(runtime.process);
    const nowMs = performance.now();
    const sample: Resources = {};
    if (nowMs - lastMs >= leastSpanMs) {
      if (usedMs !== undefined && lastCpuMs !== undefined) {
        sample.cpu_percent = Math.max(0, Math.round(((usedMs - lastCpuMs) / (nowMs - lastMs)) * 1000) / 10);
      }
      lastCpuMs = usedMs;
      lastMs = nowMs;
    }
    const bytes = memoryBytes(runtime.process) ?? memoryBytes(runtime.Deno);
    if (bytes !== undefined) sample.memory_bytes = bytes;
    return sample;
  };
}

/** CPU time of the process so far, in milliseconds. */
function cpuMs(process: ProcessLike | undefined): number | undefined {
  try {
    const used = process?.cpuUsage?.();
    return used && (used.user + used.system) / 1000;
  } catch {
    return undefined;
  }
}

function memoryBytes(runtime: ProcessLike | DenoLike | undefined): number | undefined {
  try {
    return runtime?.memoryUsage?.().rss;
  } catch {
    return undefined;
  }
}
