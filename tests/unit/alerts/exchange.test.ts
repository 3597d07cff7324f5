import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { IdentifiedRule } from "@/lib/alerts/exchange/entry";
import { readRuleFile, toPrometheus, toYaml } from "@/lib/alerts/exchange/file";
import { METRIC_IDS, METRICS } from "@/lib/alerts/metric";
import { durationSeconds, prometheusDuration } from "@/lib/alerts/prometheus/duration";
import { expressionOf } from "@/lib/alerts/prometheus/expression";
import { matcherOf, patternsOf } from "@/lib/alerts/prometheus/pattern";
import { readExpression } from "@/lib/alerts/prometheus/read-expression";
import { OPERATORS, ruleSchema, SILENCE_POLICIES } from "@/lib/alerts/rule";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { SEVERITIES } from "@/lib/notify/notice";
import { type Random, seededRandom } from "../../support/random";

const NASTY = [
  "press-1",
  "press-*",
  "a.b|c",
  "x+y(z)[1]{2}^$",
  "*",
  'say "hi"',
  "back\\slash",
  "{{ $value }}",
  "ä 你 🙂",
  "- no: yes #",
  "0",
  "null",
  "~",
];

function randomRule(random: Random, n: number): IdentifiedRule {
  const text = () => random.pick(NASTY);
  const some = <T>(of: () => T, most: number) => Array.from({ length: random.whole(0, most) }, of);
  const metric = random.pick(METRIC_IDS);
  const hasLabel = METRICS[metric].label !== null && random.chance(0.3);
  const definition = ruleSchema.parse({
    ...{ name: `${text()} ${n}`, description: random.chance(0.5) ? text() : "", enabled: random.chance(0.8), metric },
    selector: {
      bots: random.chance(0.3) ? some(text, 3) : [],
      tags: random.chance(0.1) ? [text()] : [],
      kinds: random.chance(0.2) ? [random.pick(["worker", "chat"])] : [],
      label: hasLabel ? text() : null,
    },
    scope: random.pick(["each", "fleet"]),
    ...{ window_seconds: random.pick([60, 300, 3600, 5430, 86_400 * 30]), operator: random.pick(OPERATORS) },
    threshold: random.pick([0, 1, -5, 0.9, 1e21, 1e-7, 2 ** 31, 99.99]),
    ...{ for_seconds: random.pick([0, 61, 3600, 604_800]), keep_firing_seconds: random.pick([0, 90, 7200]) },
    ...{ no_data: random.pick(SILENCE_POLICIES), on_error: random.pick(SILENCE_POLICIES) },
    ...{ severity: random.pick(SEVERITIES), channel_ids: some(text, 2) },
    escalation: some(() => ({ after_seconds: 600, channel_ids: [text()] }), 2),
    depends_on: some(() => `component:${text()}`, 2),
    labels: Object.fromEntries(some(() => [random.pick([text(), "team", "severity"]), text()] as const, 3)),
    runbook_url: random.pick([null, "/runbooks/x", "https://wiki.example/a?b={{c}}"]),
  });
  return { id: `rule_${n}`, ...definition };
}

const rules = Array.from({ length: 3000 }, (_, n) => randomRule(seededRandom(n), n));
const identified = SHIPPED_RULES.map(({ id, definition }): IdentifiedRule => ({ id, ...definition }));
const readBack = (text: string) => readRuleFile(text).map(({ id, definition }) => ({ id, ...definition }));
const faultsOf = (text: string) => {
  try {
    readRuleFile(text);
    return null;
  } catch (error) {
    return (error as { extra: { errors: { path: string; message: string }[] } }).extra.errors;
  }
};

describe("rules as YAML", () => {
  it("are the same when they are read back", () => {
    expect(readBack(toYaml(rules))).toEqual(rules);
    expect(readBack(toYaml(identified))).toEqual(identified);
  });

  it.each([
    ["[", 400],
    ["[".repeat(200_000), 400],
    ["{a: ".repeat(100_000), 400],
    ["- ".repeat(500_000), 400],
    [Array.from({ length: 900 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"), 400],
    [
      `a: &a [x, x]\n${Array.from({ length: 60 }, (_, n) => `b${n}: &b${n} [${n ? `*b${n - 1}, *b${n - 1}` : "*a, *a"}]`).join("\n")}`,
      400,
    ],
    ["rules: []\n---\nrules: []", 400],
    ["rules: &r [*r]", 400],
    ["", 422],
    ["just a text", 422],
    ["rules: {}", 422],
    ["rules: [1]", 422],
    ["rules: [!!js/function 'x']", 422],
  ])("are refused as %#", (text, status) => {
    expect(() => readRuleFile(text)).toThrow(expect.objectContaining({ status }));
  });

  it("tell every fault by its path", () => {
    const faults = faultsOf(
      "rules:\n- {name: a, metric: job.failed, operator: '>', threshold: x, severity: info}\n- {name: b, id: 'no id', metric: none}\n- {name: c, metric: bot.cpu, operator: '>', threshold: 1, severity: info, more: 1}",
    );
    expect(faults!.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["rules.0.threshold", "rules.1.id", "rules.1.metric", "rules.2"]),
    );
    const twice = "{name: a, metric: bot.cpu, operator: '>', threshold: 1, severity: info}";
    expect(faultsOf(`rules: [${twice}, ${twice}]`)).toMatchObject([{ path: "rules.1" }]);
  });
});

describe("rules for Prometheus", () => {
  it("are the same when they are read back, wherever Prometheus can judge them", () => {
    const told = rules.filter((rule) => expressionOf(rule).expr !== undefined);
    expect(told.length).toBeGreaterThan(300);
    expect(readBack(toPrometheus(told, "https://rollcall.example"))).toEqual(told);
    expect(readBack(toPrometheus(identified, undefined))).toEqual(
      identified.filter((rule) => expressionOf(rule).expr !== undefined),
    );
  });

  it("mean the same when only the expression is read", () => {
    for (const rule of rules) {
      const { expr } = expressionOf(rule);
      if (expr === undefined) continue;
      const judged = readExpression(expr);
      expect(judged, expr).toBeTypeOf("object");
      expect(expressionOf({ ...rule, ...(judged as object) }).expr).toBe(expr);
    }
  });

  it("name in comments those that Prometheus cannot judge, and why", () => {
    const text = toPrometheus(identified, undefined);
    expect(text).toContain("# Not exported: Zombie bot (bot-zombie): no family of /metrics tells bot.zombie.");
    expect(parse(text).groups[0].rules.length).toBeGreaterThanOrEqual(10);
  });

  const stranger = (rule: object) => JSON.stringify({ groups: [{ name: "x", interval: "1m", rules: [rule] }] });

  it("are taken from strangers who write in the same shapes", () => {
    const [rule] = readBack(
      stranger({
        alert: "Backlog",
        expr: '\n  system_queue_depth { queue=~"mail|zip.*" , state = "pending" }\n    >100 # jobs',
        ...{ for: "1h30m", labels: { severity: "critical", team: "mail" }, annotations: { description: "Many wait." } },
      }).replace("mail|zip.*", "zip.*"),
    );
    expect(rule).toMatchObject({
      ...{ name: "Backlog", metric: "queue.pending", operator: ">", threshold: 100, for_seconds: 5400 },
      ...{ severity: "critical", labels: { team: "mail" }, description: "Many wait.", id: undefined },
      selector: { label: "zip*" },
    });
    const rate = `100 * sum by (bot) (increase(bot_jobs_processed_total{status="succeeded",bot=~"a|b.*"}[60m])) / sum by (bot) (increase(bot_jobs_processed_total{bot=~"a|b.*",status=~"succeeded|failed"}[1h])) < 90`;
    expect(readExpression(rate)).toMatchObject({
      ...{ metric: "job.success_rate", scope: "each", window_seconds: 3600, operator: "<", threshold: 90 },
      selector: { bots: ["a", "b*"] },
    });
    expect(readExpression("bot_up < 1")).toMatchObject({ metric: "bot.overdue", operator: ">", threshold: 0 });
  });

  it.each([
    [{ record: "a:b", expr: "up" }, "groups.0.rules.0.record"],
    [{ alert: "a", expr: "up == 0" }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: "bot_up" }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: "bot_up == 1" }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: 'bot_processing_duration_seconds{bot!="x"} > 1' }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: 'bot_processing_duration_seconds{bot=~"x+"} > 1' }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: "bot_processing_duration_seconds > 1 and on () vector(1) > 0" }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: 'queue_oldest_job_age_seconds{instance="x"} > 1' }, "groups.0.rules.0.expr"],
    [{ alert: "a", expr: "queue_oldest_job_age_seconds > 1", for: "soon" }, "groups.0.rules.0.for"],
    [
      { alert: "a", expr: "queue_oldest_job_age_seconds > 1", labels: { severity: "page" } },
      "groups.0.rules.0.labels.severity",
    ],
    [{ expr: "queue_oldest_job_age_seconds > 1" }, "groups.0.rules.0.alert"],
    [
      { alert: "a", expr: "queue_oldest_job_age_seconds > 1", annotations: { rollcall_rule: "{" } },
      "groups.0.rules.0.annotations.rollcall_rule",
    ],
  ])("are refused with the reason, as %j", (rule, path) => {
    expect(faultsOf(stranger(rule))!.map((fault) => fault.path)).toContain(path);
  });

  it("that were changed in Prometheus are read as changed, with what only we know of them", () => {
    const rule = rules.find((each) => each.metric === "fleet.silence" && expressionOf(each).expr !== undefined)!;
    const edited = toPrometheus([{ ...rule, operator: ">", threshold: 111 }], undefined).replace(" > 111", " > 222");
    expect(readBack(edited)).toEqual([{ ...rule, operator: ">", threshold: 222 }]);
  });
});

it("writes durations and patterns as Prometheus reads them", () => {
  expect([0, 59, 5430, 90_061].map(prometheusDuration)).toEqual(["0s", "59s", "1h30m30s", "1d1h1m1s"]);
  for (const seconds of [0, 1, 61, 5430, 604_800]) expect(durationSeconds(prometheusDuration(seconds))).toBe(seconds);
  expect(["", "x", "1x", "5"].map(durationSeconds)).toEqual([null, null, null, null]);
  for (const pattern of NASTY) expect(patternsOf(matcherOf([pattern])!)).toEqual([pattern]);
  expect(new RegExp(`^(?:${matcherOf(["a.b*", "c"])!.value})$`).test("axb1")).toBe(false);
});
