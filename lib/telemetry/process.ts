/** What this process is and uses. */
export interface ProcessFacts {
  /** Runtime and its version, such as `Deno 2.9.6`. */
  runtime: string;
  uptimeSeconds: number;
  /** Resident memory; null where the platform does not tell. */
  memoryBytes: number | null;
  /** Per cent of one core since the look before, or since the start at the first; null where the platform does not tell. */
  cpuPercent: number | null;
}

/** Looks closer together than this share one figure of CPU use: over less it says nothing. */
const CPU_OVER_MS = 1000;

let last = { at: 0, cpuMs: 0, percent: null as number | null };

/** Looks at this process. */
export function readProcess(): ProcessFacts {
  return {
    runtime: runtimeName(),
    uptimeSeconds: Math.floor(uptimeMs() / 1000),
    memoryBytes: typeof process.memoryUsage === "function" ? process.memoryUsage().rss : null,
    cpuPercent: cpuPercent(),
  };
}

function runtimeName(): string {
  const { deno } = process.versions as Record<string, string | undefined>;
  return deno ? `Deno ${deno}` : `Node ${process.versions.node}`;
}

const uptimeMs = () => (typeof process.uptime === "function" ? process.uptime() * 1000 : performance.now());

function cpuPercent(): number | null {
  if (typeof process.cpuUsage !== "function") return null;
  const at = uptimeMs();
  if (last.percent !== null && at - last.at < CPU_OVER_MS) return last.percent;
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  const percent = Math.round(((cpuMs - last.cpuMs) / Math.max(at - last.at, 1)) * 1000) / 10;
  last = { at, cpuMs, percent };
  return percent;
}
