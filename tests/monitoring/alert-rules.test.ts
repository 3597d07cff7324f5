import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { toPrometheus } from "@/lib/alerts/exchange/file";
import { METRIC_IDS, METRICS } from "@/lib/alerts/metric";
import { ruleSchema } from "@/lib/alerts/rule";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { runProgram } from "../support/program";

const folder = mkdtempSync(join(tmpdir(), "rollcall-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function check(name: string, rules: Parameters<typeof toPrometheus>[0]) {
  const file = join(folder, `${name}.yml`);
  writeFileSync(file, toPrometheus(rules, "https://rollcall.example"));
  return await runProgram("promtool", ["check", "rules", file]);
}

it("promtool accepts every shipped rule that is exported", async () => {
  const told = await check(
    "shipped",
    SHIPPED_RULES.map(({ id, definition }) => ({ id, ...definition })),
  );
  expect(told).toMatchObject({ code: 0, output: expect.stringMatching(/SUCCESS: \d\d rules found/) });
});

it("promtool accepts a rule of every metric, each and over the fleet, with texts that are hard to quote", async () => {
  const nasty = `{{ $x }} "quoted" back\\slash 'x' #`;
  const rules = METRIC_IDS.flatMap((metric) =>
    (["each", "fleet"] as const).flatMap((scope) =>
      [[], ["press-*", 'a.b|"c"\\']].map((bots) => ({
        id: `${metric}-${scope}-${bots.length}`,
        ...ruleSchema.parse({
          ...{ name: `${nasty} ${metric} ${scope} ${bots.length}`, description: nasty, metric, scope, operator: ">" },
          ...{
            threshold: metric === "bot.overdue" ? 0 : -1.5e21,
            severity: "info",
            labels: { team: nasty, "no name": "x" },
          },
          ...{ for_seconds: 90, keep_firing_seconds: 3661, window_seconds: 5430 },
          selector: { bots, label: METRICS[metric].subject === "queue" && bots.length > 0 ? nasty : null },
        }),
      })),
    ),
  );
  expect(await check("all", rules)).toMatchObject({ code: 0 });
});
