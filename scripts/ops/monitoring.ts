import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, PARTS, startPrograms, stopProgram } from "./monitoring-programs";
import { table } from "./print";
import { type Command, options, Refusal } from "./usage";

const KEYS = { prometheus: "read", alertmanager: "ingest" } as const;
const LOOK_MS = 3000;

export const monitoringSetup: Command = {
  summary: "makes what the monitoring stack needs: two API keys and monitoring/.env",
  usage: `monitoring-setup
  Makes a key of scope read for Prometheus and one of scope ingest for Alertmanager in ${FOLDER}/secrets, and ${FOLDER}/.env with a
  random password for Grafana. What is there already stays.`,
  async run(args) {
    options(args, {});
    mkdirSync(join(FOLDER, "secrets"), { recursive: true });
    chmodSync(join(FOLDER, "secrets"), 0o700);
    for (const [name, scope] of Object.entries(KEYS)) makeKey(name, scope);
    makeEnvironment();
    console.log("Next: fill in POSTGRES_EXPORTER_DSN in monitoring/.env (docs/monitoring.md), then monitoring-start.");
    return 0;
  },
};

function makeKey(name: string, scope: string): void {
  const file = join(FOLDER, "secrets", `rollcall-${scope}-key`);
  if (existsSync(file)) {
    console.log(`kept  ${file}`);
    return;
  }
  const made = spawnSync(process.execPath, ["scripts/keys.mjs", "create", "--name", name, "--scope", scope], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Refusal(`No key could be made: ${made.stderr.trim()}`);
  // The programs in containers run as users of their own; the folder lets nobody else near.
  writeFileSync(file, made.stdout.trim(), { mode: 0o644 });
  console.log(`made  ${file}`);
}

function makeEnvironment(): void {
  const file = join(FOLDER, ".env");
  if (existsSync(file)) {
    console.log(`kept  ${file}`);
    return;
  }
  copyFileSync(join(FOLDER, ".env.example"), file);
  const password = randomBytes(24).toString("hex");
  const text = readFileSync(file, "utf8").replace(/^GF_ADMIN_PASSWORD=.*$/m, `GF_ADMIN_PASSWORD=${password}`);
  writeFileSync(file, text);
  chmodSync(file, 0o600);
  console.log(`made  ${file}`);
}

export const monitoringStart: Command = {
  summary: "starts Prometheus, Alertmanager, Grafana and the exporters",
  usage: `monitoring-start
  By Docker where it runs, else by Debian's programs as far as they are installed; they write to monitoring in ROLLCALL_DATA_DIR.`,
  async run(args) {
    options(args, {});
    if (!existsSync(join(FOLDER, "secrets", "rollcall-read-key"))) throw new Refusal("Run monitoring-setup first.");
    if (hasDocker()) return compose("up", "--detach", "--wait");
    startPrograms();
    return 0;
  },
};

export const monitoringStop: Command = {
  summary: "stops what monitoring-start has started",
  usage: "monitoring-stop",
  async run(args) {
    options(args, {});
    if (hasDocker()) return compose("down");
    for (const { name } of PARTS) stopProgram(name);
    return 0;
  },
};

export const monitoringStatus: Command = {
  summary: "says which parts of the monitoring stack answer; exits with 1 where one does not",
  usage: "monitoring-status",
  async run(args) {
    options(args, {});
    const looks = await Promise.all(PARTS.map(async ({ name, health }) => [name, await stateOf(health), health]));
    console.log(table(["PART", "STATE", "ASKED"], looks));
    return looks.every(([, state]) => state === "up") ? 0 : 1;
  },
};

async function stateOf(health: string): Promise<string> {
  try {
    const { ok, status } = await fetch(health, { signal: AbortSignal.timeout(LOOK_MS) });
    return ok ? "up" : `answers ${status}`;
  } catch {
    return "down";
  }
}

const hasDocker = () =>
  spawnSync("docker", ["compose", "version"]).status === 0 && spawnSync("docker", ["info"]).status === 0;

function compose(...args: string[]): number {
  return spawnSync("docker", ["compose", "--project-directory", FOLDER, ...args], { stdio: "inherit" }).status ?? 1;
}
