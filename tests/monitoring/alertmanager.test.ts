import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runProgram } from "../support/program";
import { isAlert, readRules } from "./support/rules";
import { copyStack, readYaml } from "./support/stack";

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

/** The receiver to which the routes lead an alert with these labels. */
async function receiverOf(...labels: string[]): Promise<string | undefined> {
  const args = ["config", "routes", "test", `--config.file=${file}`, ...labels];
  const { code, output } = await runProgram("amtool", args);
  expect(code).toBe(0);
  // Where amtool has a configuration of its own, it warns after the answer.
  return output.split("\n")[0];
}
