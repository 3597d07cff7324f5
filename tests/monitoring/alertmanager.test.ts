import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, send } from "../support/http";
import { freePort } from "../support/port";
import { runProgram } from "../support/program";
import { eventually } from "../support/wait";
import type { RunningProgram } from "./support/process";
import { isAlert, readRules } from "./support/rules";
import { copyStack, readYaml } from "./support/stack";
import { startAlertmanager } from "./support/world";

interface Configuration {
  receivers: { name: string; webhook_configs: { url: string; send_resolved: boolean; http_config: unknown }[] }[];
  inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[];
}

const stack = copyStack();
const file = join(stack.folder, "alertmanager.yml");
afterAll(() => stack.remove());

const configuration = readYaml<Configuration>("alertmanager.yml");
const alerts = readRules().filter(isAlert);

describe("alertmanager.yml", () => {
  it("is sound to amtool", async () => {
    expect(await runProgram("amtool", ["check-config", file])).toMatchObject({ code: 0 });
  });

  it.each(["critical", "warning", "performance", "info"])("routes %s to a receiver of its own", async (severity) => {
    const labels = ["alertname=Any", `severity=${severity}`];
    expect(await receiverOf(...labels)).toBe(`rollcall-${severity}`);
  });

  it("routes what has no severity, as a stranger's rule, to Rollcall too", async () => {
    expect(await receiverOf("alertname=Any")).toBe("rollcall");
  });

  it("tells Rollcall by its webhook, resolved ones too, with a key from a file", () => {
    expect(configuration.receivers).toHaveLength(5);
    for (const { webhook_configs } of configuration.receivers) {
      expect(webhook_configs).toMatchObject([
        {
          url: "http://127.0.0.1:3000/alerts/webhook",
          send_resolved: true,
          http_config: { authorization: { type: "Bearer", credentials_file: "secrets/rollcall-ingest-key" } },
        },
      ]);
    }
  });

  it("mutes by alerts that there are", () => {
    const names = new Set(alerts.map(({ alert }) => alert));
    const matchers = configuration.inhibit_rules.flatMap((rule) => [...rule.source_matchers, ...rule.target_matchers]);
    const named = matchers.flatMap((matcher) => /^alertname(?:=|=~|!=)"(.+)"$/.exec(matcher)?.[1]?.split("|") ?? []);
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(names, name).toContain(name);
  });
});

type Labels = Record<string, string>;

describe("while something worse fires", () => {
  let alertmanager: RunningProgram;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    alertmanager = await startAlertmanager(stack, port);
  }, 60_000);
  afterAll(() => alertmanager?.stop());

  const rollcall = { job: "rollcall" };
  const disk = { instance: "i", mountpoint: "/" };
  const cases: [string, Labels, string, Labels, "suppressed" | "active"][] = [
    ["RollcallDown", rollcall, "BotOffline", { bot: "a" }, "suppressed"],
    ["RollcallDown", rollcall, "ErrorRateHigh", rollcall, "suppressed"],
    ["RollcallDown", rollcall, "ErrorRateHigh", { job: "checkout" }, "active"],
    ["RollcallDown", rollcall, "DiskFull", disk, "active"],
    ["DatabaseDown", {}, "ApiLatencyHigh", { ...rollcall, route: "/bots" }, "suppressed"],
    ["DatabaseDown", {}, "IngestStopped", {}, "suppressed"],
    ["DatabaseDown", {}, "RollcallDown", rollcall, "active"],
    ["IngestStopped", {}, "BotOffline", { bot: "a" }, "suppressed"],
    ["FleetSilent", {}, "NoWorkers", {}, "suppressed"],
    ["FleetSilent", {}, "QueueBacklog", { queue: "q" }, "active"],
    ["NoWorkers", {}, "QueueBacklog", { queue: "q" }, "suppressed"],
    ["NoWorkers", {}, "BotOffline", { bot: "a" }, "active"],
    ["BotStuck", { bot: "a" }, "JobTooLong", { bot: "a" }, "suppressed"],
    ["BotStuck", { bot: "a" }, "JobTooLong", { bot: "b" }, "active"],
    ["JobsStalled", {}, "BotZombie", { bot: "a" }, "suppressed"],
    ["DiskFull", disk, "DiskFilling", disk, "suppressed"],
    ["DiskFull", disk, "DiskFilling", { ...disk, mountpoint: "/home" }, "active"],
  ];

  it.each(cases)("%s %o leaves %s %o %s", async (worse, worseLabels, name, labels, state) => {
    const target = alertOf(name, labels);
    const source = alertOf(worse, worseLabels);
    const post = async (...posted: object[]) =>
      expect((await send(`${url}/api/v2/alerts`, posted, { key: null })).status).toBe(200);
    await post({ labels: source }, { labels: target });
    await eventually(async () => (await stateOf(target)) === state, 30_000);
    await post({ labels: source, endsAt: new Date().toISOString() });
    await eventually(async () => (await stateOf(target)) === "active", 30_000);
    await post({ labels: target, endsAt: new Date().toISOString() });
  });

  async function stateOf(labels: Labels): Promise<string | undefined> {
    const filters = Object.entries(labels).map(([name, value]) => `filter=${encodeURIComponent(`${name}="${value}"`)}`);
    const { body } = await call<{ status: { state: string } }[]>(`${url}/api/v2/alerts?${filters.join("&")}`, {
      key: null,
    });
    return body[0]?.status.state;
  }
});

/** The labels that Prometheus would send. */
function alertOf(name: string, labels: Labels): Labels {
  return { alertname: name, ...alerts.find(({ alert }) => alert === name)?.labels, ...labels };
}

/** The receiver to which the routes lead an alert with these labels. */
async function receiverOf(...labels: string[]): Promise<string | undefined> {
  const args = ["config", "routes", "test", `--config.file=${file}`, ...labels];
  const { code, output } = await runProgram("amtool", args);
  expect(code).toBe(0);
  // Where amtool has a configuration of its own, it warns after the answer.
  return output.split("\n")[0];
}
