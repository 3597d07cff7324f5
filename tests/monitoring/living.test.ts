import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FeedReader } from "../support/feed-reader";
import { call, send } from "../support/http";
import { type Receiver, startReceiver } from "../support/receiver";
import { eventually } from "../support/wait";
import { BOT, endLongJob, keepBusy } from "./support/activity";
import { DASHBOARDS, interpolate } from "./support/dashboards";
import { comparing } from "./support/promql";
import { readRules } from "./support/rules";
import { queryPrometheus, startWorld, type World } from "./support/world";

/** From here on everything must have its data: shared by all tests, so that a broken stack fails soon. */
const SETTLED_MS = 90_000;

let world: World;
let busy: ReturnType<typeof keepBusy>;
let reader: FeedReader;
/** Whom Rollcall tells of incidents, over a channel. */
let told: Receiver;
let deadline: number;

beforeAll(async () => {
  world = await startWorld();
  told = await startReceiver();
  // The first delivery fails, as some do in life.
  told.answer(503, 200);
  const channel = { name: "on call", kind: "webhook", settings: { url: told.url } };
  expect((await send(`${world.rollcall.url}/api/channels`, channel)).status).toBe(201);
  busy = keepBusy(world);
  reader = await new FeedReader(`${world.rollcall.url}/api/events/stream`).open();
  deadline = Date.now() + SETTLED_MS;
}, 120_000);
afterAll(async () => {
  reader?.cut();
  try {
    await busy?.stop();
  } finally {
    await world?.stop();
    await told?.stop();
  }
}, 60_000);

const withinDeadline = <T>(attempt: () => Promise<T | undefined | false>) =>
  eventually(attempt, Math.max(1000, deadline - Date.now()), 500);

describe("a Prometheus that scrapes a Rollcall under the demo", () => {
  it("reaches every target but Grafana, which the test has not", async () => {
    await withinDeadline(async () => {
      const up = await queryPrometheus(world.prometheus, "up");
      const down = up.filter(({ value }) => value[1] !== "1").map(({ metric }) => metric.job);
      if (up.length === 8 && down.join() === "grafana") return true;
      throw new Error(`Of ${up.length} targets these are down: ${down.join(", ")}.`);
    });
  });

  const panels = Object.entries(DASHBOARDS).flatMap(([file, { panels }]) =>
    panels.flatMap(({ title, targets }) => targets.map(({ refId, expr }) => [file, title, refId, expr] as const)),
  );
  it.each(panels)("has data for %s: %s %s", async (file, _title, _refId, expr) => {
    // "All" of a variable is every value; a dashboard of one bot or service shows one.
    const one: Record<string, string> = file === "bot" ? { bot: BOT } : { bot: ".*", worker: ".*" };
    const query = interpolate(expr, { ...one, job: "rollcall", __rate_interval: "1m", __range: "5m" });
    await withinDeadline(async () => {
      const found = await queryPrometheus(world.prometheus, query);
      return found.some(({ value }) => Number.isFinite(Number(value[1])));
    });
  });

  const rules = readRules().map(({ alert, record, expr }) => [alert ?? record ?? "", expr] as const);
  it.each(rules)("has data for what %s judges", async (_name, expr) => {
    await withinDeadline(async () => (await queryPrometheus(world.prometheus, comparing(expr))).length > 0);
  });

  it("evaluates every rule without a fault", async () => {
    await withinDeadline(async () => {
      const { body } = await call<{
        data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
      }>(`${world.prometheus}/api/v1/rules`, { key: null });
      const evaluated = body.data.groups.flatMap(({ rules }) => rules);
      expect(evaluated).toHaveLength(rules.length);
      expect(evaluated.filter(({ health }) => health !== "ok")).toEqual([]);
      return true;
    });
  });
});

describe("the document", () => {
  it("names every family of /metrics, those of Rollcall itself by their beginning", async () => {
    const { body } = await call<string>(`${world.rollcall.url}/metrics`);
    const families = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? "");
    const document = readFileSync(resolve("docs/monitoring.md"), "utf8");
    const named = [...document.matchAll(/`([a-z_]+)(_\*)?`/g)];
    const isNamed = (family: string) =>
      named.some(([, name, rest]) => (rest ? family.startsWith(`${name}_`) : family === name));
    expect(families.length).toBeGreaterThan(60);
    expect(families.filter((family) => !isNamed(family))).toEqual([]);
  });
});

interface Incident {
  source: string;
  rule_name: string;
  severity: string;
  subject: string;
  summary: string;
  runbook_url: string;
  status: string;
}

describe("an alert of Prometheus", () => {
  it("becomes an incident of Rollcall by Alertmanager, of which people are told", async () => {
    const incident = await eventually(() => incidentOf("firing"), SETTLED_MS, 500);
    expect(incident).toMatchObject({
      ...{ severity: "warning", subject: `bot:${BOT}` },
      summary: `${BOT} has worked on one job for over 10 minutes`,
      runbook_url: "http://127.0.0.1:3000/runbooks/job-too-long",
    });
    await eventually(() => isTold("incident.fired"), SETTLED_MS, 500);
  });

  it("resolves it when the cause has gone", async () => {
    await endLongJob(world);
    await eventually(() => incidentOf("resolved"), SETTLED_MS, 500);
    await eventually(() => isTold("incident.resolved"), SETTLED_MS, 500);
  });
});

async function incidentOf(status: string): Promise<Incident | undefined> {
  const { body } = await call<{ incidents: Incident[] }>(
    `${world.rollcall.url}/api/incidents?status=${status}&limit=200`,
  );
  return body.incidents.find(
    ({ source, rule_name, subject }) =>
      source === "alertmanager" && rule_name === "JobTooLong" && subject === `bot:${BOT}`,
  );
}

function isTold(type: string): boolean {
  const notices = told.received.map(
    ({ body }) => JSON.parse(body) as { type: string; data: { title: string; labels: Record<string, string> } },
  );
  return notices.some((notice) => notice.type === type && notice.data.labels.alertname === "JobTooLong");
}
