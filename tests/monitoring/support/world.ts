import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, send } from "../../support/http";
import { freePort } from "../../support/port";
import { startServer, type TestServer } from "../../support/server";
import { type RunningProgram, startProgram, untilReady } from "./process";
import { copyStack, type Stack } from "./stack";

/** Rollcall under the demo, with the shipped Prometheus and Alertmanager beside it, and every exporter. */
export interface World {
  rollcall: TestServer;
  prometheus: string;
  alertmanager: string;
  redisPort: number;
  stop(): Promise<void>;
}

/** The ports that the shipped configuration names, and who is there. */
const PORTS = {
  rollcall: 3000,
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 3001,
  node: 9100,
  postgres: 9187,
  redis: 9121,
};

/** Starts everything. What the configuration says is kept, but for ports, and for waits that a test has no time for. */
export async function startWorld(): Promise<World> {
  const started: RunningProgram[] = [];
  let stack: Stack | undefined;
  // On Deno, as `npm start` runs it. Without a secret the cron routes answer 503: some answers are errors, as in life.
  const rollcall = await startServer({
    mounting: "lane-deno",
    driver: "pg",
    env: { CRON_SECRET: "", OUTBOUND_ALLOW: "127.0.0.1" },
  });
  const stop = async () => {
    await Promise.all(started.map((program) => program.stop()));
    await rollcall.stop();
    stack?.remove();
  };
  try {
    const keys = { read: await makeKey(rollcall, "read"), ingest: await makeKey(rollcall, "ingest") };
    const redisPort = await freePort();
    const ports = await portsOfTest(rollcall);
    stack = copyStack(keys);
    configure(stack, ports);
    const begin = async (starting: Promise<RunningProgram>) => started.push(await starting);
    const demoOf = { ROLLCALL_URL: rollcall.url, ROLLCALL_KEY: keys.ingest };
    await begin(startProgram(process.execPath, ["scripts/demo.mjs", "--pace", "fast"], demoOf));
    await begin(startProgram("redis-server", ["--port", String(redisPort), "--bind", "127.0.0.1", "--save", ""]));
    for (const start of exporters(ports, redisPort, rollcall.database?.url ?? "")) await begin(start());
    await begin(startAlertmanager(stack, ports.alertmanager));
    await begin(startPrometheus(stack, ports.prometheus));
    const at = (port: number) => `http://127.0.0.1:${port}`;
    return { rollcall, prometheus: at(ports.prometheus), alertmanager: at(ports.alertmanager), redisPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeKey(rollcall: TestServer, scope: string): Promise<string> {
  const made = await send<{ key: string }>(`${rollcall.url}/api/keys`, { name: `monitoring ${scope}`, scope });
  if (made.status !== 201) throw new Error(`No key was made: ${JSON.stringify(made)}`);
  return made.body.key;
}

type Ports = Record<keyof typeof PORTS, number>;

async function portsOfTest(rollcall: TestServer): Promise<Ports> {
  const names = Object.keys(PORTS) as (keyof Ports)[];
  const ports = await Promise.all(names.map(async (name) => [name, await freePort()] as const));
  return { ...(Object.fromEntries(ports) as Ports), rollcall: Number(new URL(rollcall.url).port) };
}

function configure(stack: Stack, ports: Ports): void {
  const moved = (names: (keyof Ports)[]) =>
    Object.fromEntries(names.map((name) => [`127.0.0.1:${PORTS[name]}`, `127.0.0.1:${ports[name]}`]));
  stack.replace("prometheus.yml", {
    ...moved(Object.keys(PORTS) as (keyof Ports)[]),
    "scrape_interval: 15s": "scrape_interval: 2s",
    "scrape_timeout: 10s": "scrape_timeout: 2s",
    "evaluation_interval: 15s": "evaluation_interval: 1s",
  });
  stack.replace("alertmanager.yml", {
    ...moved(["rollcall"]),
    "group_wait: 30s": "group_wait: 1s",
    "group_interval: 5m": "group_interval: 1s",
  });
  const service = [`- targets: ["127.0.0.1:${ports.node}"]`, "  labels: { service: checkout }"];
  writeFileSync(join(stack.folder, "services", "checkout.yml"), service.join("\n"));
}

function exporters(ports: Ports, redisPort: number, database: string): (() => Promise<RunningProgram>)[] {
  const start = async (name: keyof Ports, args: string[], env: Record<string, string> = {}) =>
    untilReady(await startProgram(`prometheus-${name}-exporter`, args, env), `http://127.0.0.1:${ports[name]}/metrics`);
  const listen = (name: keyof Ports) => `web.listen-address=127.0.0.1:${ports[name]}`;
  return [
    () => start("node", [`--${listen("node")}`]),
    () => start("redis", [`-redis.addr=redis://127.0.0.1:${redisPort}`, `-${listen("redis")}`]),
    () => start("postgres", [`--${listen("postgres")}`], { DATA_SOURCE_NAME: `${database}?sslmode=disable` }),
  ];
}

/** Starts the Alertmanager of a stack. */
export async function startAlertmanager(stack: Stack, port: number): Promise<RunningProgram> {
  const program = await startProgram("prometheus-alertmanager", [
    `--config.file=${join(stack.folder, "alertmanager.yml")}`,
    `--storage.path=${join(stack.folder, "alertmanager")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
  ]);
  return untilReady(program, `http://127.0.0.1:${port}/-/ready`);
}

async function startPrometheus(stack: Stack, port: number): Promise<RunningProgram> {
  mkdirSync(join(stack.folder, "data"));
  const program = await startProgram("prometheus", [
    `--config.file=${join(stack.folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(stack.folder, "data")}`,
    "--storage.tsdb.retention.time=30d",
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  return untilReady(program, `http://127.0.0.1:${port}/-/ready`);
}

/** One series of an instant query. */
export interface QueryResult {
  metric: Record<string, string>;
  value: [number, string];
}

/** What Prometheus answers to an expression now. Throws what it says where it cannot. */
export async function queryPrometheus(prometheus: string, expr: string): Promise<QueryResult[]> {
  const url = `${prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`;
  const { status, body } = await call<{ data?: { result: QueryResult[] }; error?: string }>(url, { key: null });
  if (status !== 200 || !body.data) throw new Error(`${status}: ${body.error}\n${expr}`);
  return body.data.result;
}
