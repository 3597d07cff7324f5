import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../support/port";
import { missing } from "../../support/program";
import { eventually } from "../../support/wait";

/** An alert as Alertmanager's API tells it. */
export interface ShownAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  status: { state: string };
}

/** A real Alertmanager on loopback, without a memory of its own. */
export interface Alertmanager {
  url: string;
  /** What it holds for firing. */
  alerts(): Promise<ShownAlert[]>;
  /** Ends it and starts it anew: it has forgotten everything. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const CONFIG = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";

/** Starts Debian's Alertmanager on a free port. Throws, saying what to install, where it is not on PATH. */
export async function startAlertmanager(): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-alertmanager-"));
  const config = join(folder, "alertmanager.yml");
  writeFileSync(config, CONFIG);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const launch = () => {
    const child = spawn(
      "prometheus-alertmanager",
      [
        ...[`--config.file=${config}`, `--storage.path=${folder}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, "--cluster.listen-address="],
      ],
      { stdio: "ignore" },
    );
    let fault: Error | undefined;
    const ended = new Promise<void>((done) => {
      child.once("exit", () => done());
      child.once("error", () => {
        fault = new Error(missing("prometheus-alertmanager"));
        done();
      });
    });
    return { child, ended, fault: () => fault };
  };
  let running = launch();
  const ready = () =>
    eventually(async () => running.fault() !== undefined || (await fetch(`${url}/-/ready`)).ok, 30_000).then(() => {
      const fault = running.fault();
      if (fault) throw fault;
    });
  const end = async () => {
    running.child.kill("SIGTERM");
    await running.ended;
  };
  await ready();
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts?active=true`)).json()) as ShownAlert[],
    restart: async () => {
      await end();
      running = launch();
      await ready();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
