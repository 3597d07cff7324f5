import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { env } from "@/lib/env";
import { Refusal } from "./usage";

/** The folder of the stack's configuration. */
export const FOLDER = "monitoring";

/** A part of the stack: where it answers, and how Debian's program is started where there is no Docker. */
interface Part {
  name: string;
  health: string;
  program?: string;
  args?: (data: string) => string[];
}

/** Every part of the stack. */
export const PARTS: Part[] = [
  {
    name: "prometheus",
    health: "http://127.0.0.1:9090/-/healthy",
    program: "prometheus",
    args: (data) => [
      `--config.file=${FOLDER}/prometheus.yml`,
      `--storage.tsdb.path=${join(data, "prometheus")}`,
      ...["--storage.tsdb.retention.time=30d", "--web.listen-address=127.0.0.1:9090", "--web.enable-lifecycle"],
    ],
  },
  {
    name: "alertmanager",
    health: "http://127.0.0.1:9093/-/healthy",
    program: "prometheus-alertmanager",
    args: (data) => [
      `--config.file=${FOLDER}/alertmanager.yml`,
      `--storage.path=${join(data, "alertmanager")}`,
      ...["--web.listen-address=127.0.0.1:9093", "--cluster.listen-address="],
    ],
  },
  {
    name: "node-exporter",
    health: "http://127.0.0.1:9100/metrics",
    program: "prometheus-node-exporter",
    args: () => ["--web.listen-address=127.0.0.1:9100"],
  },
  {
    name: "postgres-exporter",
    health: "http://127.0.0.1:9187/metrics",
    program: "prometheus-postgres-exporter",
    args: () => ["--web.listen-address=127.0.0.1:9187"],
  },
  {
    name: "redis-exporter",
    health: "http://127.0.0.1:9121/metrics",
    program: "prometheus-redis-exporter",
    args: () => ["-web.listen-address=127.0.0.1:9121"],
  },
  // Debian has no Grafana: there it is installed from Grafana's own packages, or not at all.
  { name: "grafana", health: "http://127.0.0.1:3001/api/health" },
];

/** Starts what is installed, apart from us; tells what is not. */
export function startPrograms(): void {
  const data = dataFolder();
  const folders = (process.env.PATH ?? "").split(delimiter);
  const isInstalled = (program: string) => folders.some((folder) => existsSync(join(folder, program)));
  const found = PARTS.filter(({ program }) => program && isInstalled(program));
  const missing = PARTS.filter((part) => !found.includes(part)).map(({ name }) => name);
  if (!found.some(({ name }) => name === "prometheus"))
    throw new Refusal(
      "Neither Docker nor Prometheus is here. Install Docker, or on Debian and Ubuntu:\n" +
        "  sudo apt-get install --no-install-recommends prometheus prometheus-alertmanager prometheus-node-exporter " +
        "prometheus-postgres-exporter prometheus-redis-exporter",
    );
  mkdirSync(data, { recursive: true, mode: 0o700 });
  for (const part of found) startProgram(part, data);
  if (missing.length > 0) console.log(`Not installed here: ${missing.join(", ")}.`);
}

function startProgram({ name, program, args }: Part, data: string): void {
  if (runningProcess(name)) {
    console.log(`runs     ${name}`);
    return;
  }
  const log = openSync(join(data, `${name}.log`), "a", 0o600);
  const child = spawn(program ?? "", args?.(data) ?? [], {
    env: { ...process.env, DATA_SOURCE_NAME: exporterAddress() },
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  writeFileSync(pidFile(name), String(child.pid));
  console.log(`started  ${name} (process ${child.pid})`);
}

/** Ends a part that {@link startPrograms} has started. */
export function stopProgram(name: string): void {
  const pid = runningProcess(name);
  if (pid) process.kill(pid, "SIGTERM");
  if (pid) console.log(`stopped  ${name}`);
  rmSync(pidFile(name), { force: true });
}

/** The process that we have started for this part, if it still runs. */
function runningProcess(name: string): number | undefined {
  const pid = existsSync(pidFile(name)) ? Number(readFileSync(pidFile(name), "utf8")) : Number.NaN;
  try {
    return pid > 0 && process.kill(pid, 0) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** POSTGRES_EXPORTER_DSN of monitoring/.env. */
function exporterAddress(): string {
  const file = join(FOLDER, ".env");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return /^POSTGRES_EXPORTER_DSN=(.*)$/m.exec(text)?.[1] ?? "";
}

const dataFolder = () => join(env().ROLLCALL_DATA_DIR, "monitoring");
const pidFile = (name: string) => join(dataFolder(), `${name}.pid`);
