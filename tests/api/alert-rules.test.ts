import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportAnswer, importAnswer } from "@/lib/alerts/exchange/schema";
import { historyAnswer, previewAnswer } from "@/lib/alerts/history/schema";
import type { AlertRule, AlertRuleList } from "@/lib/alerts/rules/schema";
import { alertRuleListSchema, alertRuleSchema } from "@/lib/alerts/rules/schema";
import { SHIPPED_RULES } from "@/lib/alerts/shipped";
import { databaseOf } from "../support/database-of";
import { call, send } from "../support/http";
import { fromPage, makeOperator } from "../support/operators";
import { startServer, type TestServer } from "../support/server";

let server: TestServer;

beforeAll(async () => {
  // A tick would take away the alerts that a test puts in by hand.
  server = await startServer({ env: { SCHEDULER: "off" } });
});
afterAll(() => server?.stop());

interface Fault {
  detail: string;
  errors: { path: string; message: string }[];
}

const newName = () => `rule ${randomUUID().slice(0, 8)}`;
const url = (path = "") => `${server.url}/api/alert-rules${path}`;
const ruleOf = (changes: object = {}) => ({
  ...{ name: newName(), metric: "job.failed", operator: ">", threshold: 3, severity: "warning" },
  ...changes,
});
const make = async (changes: object = {}) => (await send<AlertRule>(url(), ruleOf(changes))).body;
const get = async (id: string) => (await call<AlertRule>(url(`/${id}`))).body;
const change = <Body = AlertRule>(id: string, body: object) => send<Body>(url(`/${id}`), body, { method: "PATCH" });
const auditOf = (id: string) =>
  databaseOf(server)<{ action: string }>("select action from audit_log where target = $1 order by id", [id]);

async function everyRule(limit = 500): Promise<AlertRule[]> {
  const rules: AlertRule[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { body }: { body: AlertRuleList } = await call(url(`?limit=${limit}${cursor && `&cursor=${cursor}`}`));
    rules.push(...alertRuleListSchema.parse(body).rules);
    cursor = body.next_cursor;
  }
  return rules;
}

describe("rules that come with Rollcall", () => {
  it("are there from the start, the first four of them and those that need nothing on", async () => {
    const shipped = new Map((await everyRule()).filter((rule) => rule.shipped).map((rule) => [rule.id, rule]));
    expect(shipped.size).toBe(SHIPPED_RULES.length);
    expect(shipped.get("job-too-long")).toMatchObject({ enabled: true, metric: "job.running", threshold: 600 });
    expect(shipped.get("success-rate-low")).toMatchObject({ enabled: true, threshold: 90, window_seconds: 3600 });
    expect(shipped.get("bot-offline")).toMatchObject({ enabled: true, metric: "bot.overdue", threshold: 0 });
    expect(shipped.get("queue-backlog")).toMatchObject({ enabled: true, metric: "queue.pending", threshold: 100 });
    expect(shipped.get("disk-full")).toMatchObject({ enabled: false, runbook_url: "/runbooks/disk-full" });
  });

  it("stay as operators changed them when Rollcall starts again; what nobody changed is renewed", async () => {
    await change("bot-zombie", { threshold: 0.5 });
    await change("disk-full", { enabled: true });
    const query = databaseOf(server);
    await query(`update alert_rules set definition = definition || '{"threshold": 1}' where id = 'disk-full'`);
    await query("delete from alert_rules where id = 'slow-queries'");
    const { id } = await make({ name: "Slow queries" });
    await server.interrupt();
    await server.restart();
    expect(await get("bot-zombie")).toMatchObject({ threshold: 0.5, changed: true, revision: 2 });
    expect(await get("disk-full")).toMatchObject({ threshold: 90, enabled: true, changed: false });
    expect(await get("slow-queries")).toMatchObject({ name: "Slow queries (slow-queries)" });
    await call(url(`/${id}`), { method: "DELETE" });
  });

  it("can be changed and brought back, not deleted", async () => {
    const changed = await change("jobs-stalled", { threshold: 7, name: "Stalled", enabled: true });
    expect(changed.body).toMatchObject({ threshold: 7, name: "Stalled", enabled: true, changed: true });
    const { status, body } = await send<AlertRule>(url("/jobs-stalled/reset"), {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ threshold: 1, name: "No job ended", enabled: false, changed: false });
    expect((await call(url("/jobs-stalled"), { method: "DELETE" })).status).toBe(409);
    expect((await send(url(`/${(await make()).id}/reset`), {})).status).toBe(409);
    expect((await auditOf("jobs-stalled")).slice(-2)).toEqual([{ action: "rule.changed" }, { action: "rule.reset" }]);
  });
});

describe("operators' rules", () => {
  it("are made, listed by pages, changed and deleted, each with a trace in the audit log", async () => {
    const { status, body, headers } = await send<AlertRule>(url(), ruleOf({ labels: { team: "mail" } }));
    expect([status, headers.get("location")]).toEqual([201, `/api/alert-rules/${body.id}`]);
    expect(alertRuleSchema.parse(body)).toMatchObject({
      ...{ enabled: true, scope: "each", window_seconds: 3600, no_data: "ok", labels: { team: "mail" } },
      ...{ shipped: false, changed: false, revision: 1, firing: 0, pending: 0, last_fired_at: null },
    });
    expect(await everyRule(7)).toEqual(await everyRule());
    const changed = await change(body.id, { threshold: 9, selector: { bots: ["press-*"] } });
    expect(changed.body).toMatchObject({ threshold: 9, labels: { team: "mail" }, revision: 2 });
    expect(changed.body.selector).toEqual({ bots: ["press-*"], tags: [], kinds: [], label: null });
    expect((await change(body.id, { enabled: false })).body).toMatchObject({ enabled: false, revision: 2 });
    expect((await change(body.id, { threshold: 9 })).body).toMatchObject({ revision: 2 });
    expect((await call(url(`/${body.id}`), { method: "DELETE" })).status).toBe(204);
    expect((await call(url(`/${body.id}`))).status).toBe(404);
    const actions = (await auditOf(body.id)).map(({ action }) => action);
    expect(actions).toEqual(["rule.created", "rule.changed", "rule.changed", "rule.deleted"]);
  });

  it("tell what they do now", async () => {
    const { id } = await make();
    await databaseOf(server)(
      `insert into alert_states (rule_id, subject, status, since, evaluated_at)
       select $1, 'bot:' || n, (array['firing', 'recovering', 'pending'])[n], now(), now() from generate_series(1, 3) as n`,
      [id],
    );
    expect(await get(id)).toMatchObject({ firing: 2, pending: 1, last_fired_at: null });
  });

  it("have names of their own, however many are made at once", async () => {
    const name = newName();
    const made = await Promise.all([1, 2, 3, 4].map(() => send(url(), ruleOf({ name }))));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const other = await make();
    expect((await change(other.id, { name })).status).toBe(409);
  });

  it.each([
    [{ metric: "job.nothing" }, "metric"],
    [{ threshold: "3" }, "threshold"],
    [{ operator: "=" }, "operator"],
    [{ window_seconds: 59 }, "window_seconds"],
    [{ for_seconds: 1.5 }, "for_seconds"],
    [{ selector: { bots: [""] } }, "selector.bots.0"],
    [{ runbook_url: "javascript:alert(1)" }, "runbook_url"],
    [{ runbook_url: "//elsewhere.example/x" }, "runbook_url"],
    [{ depends_on: ["postgres"] }, "depends_on.0"],
    [{ metric: "bot.cpu", selector: { label: "x" } }, "selector.label"],
    [{ channel_ids: ["chn_none"] }, "channel_ids"],
    [{ more: 1 }, ""],
  ])("are refused with %j, and the fault is told by its path", async (changes, path) => {
    const made = await send<Fault>(url(), ruleOf(changes));
    expect(made.status).toBe(422);
    expect(made.body.errors.map((fault) => fault.path)).toContain(path);
    const { id } = await make();
    expect((await change<Fault>(id, changes)).body.errors.map((fault) => fault.path)).toContain(path);
    expect((await get(id)).revision).toBe(1);
  });

  it("keep a channel that is there no more, until somebody takes it out", async () => {
    const { id } = await make();
    await databaseOf(server)(
      `update alert_rules set definition = definition || '{"channel_ids": ["chn_gone"]}' where id = $1`,
      [id],
    );
    expect((await change(id, { threshold: 8 })).status).toBe(200);
    expect((await change(id, { channel_ids: ["chn_gone", "chn_none"] })).status).toBe(422);
    expect((await change(id, { channel_ids: [] })).status).toBe(200);
  });

  it("are changed by operators and read by viewers", async () => {
    const [operator, viewer] = [await makeOperator(server.url, "operator"), await makeOperator(server.url, "viewer")];
    const as = (cookie: string) => ({ key: null, headers: fromPage(server.url, cookie) });
    expect((await send(url(), ruleOf(), as(operator))).status).toBe(201);
    expect((await send(url(), ruleOf(), as(viewer))).status).toBe(403);
    expect((await call(url(), { key: null, headers: { cookie: viewer } })).status).toBe(200);
  });

  it.each(["0", "bm90IGl0", "%00"])("answer 400 to the cursor %s", async (cursor) => {
    expect((await call(url(`?cursor=${cursor}`))).status).toBe(400);
  });
});

describe("a rule's past", () => {
  it("is told before it is saved, and of each subject after", async () => {
    const { metric, operator, threshold, severity } = ruleOf();
    const preview = await send(url("/preview"), { metric, operator, threshold, severity });
    expect(previewAnswer.parse(preview.body)).toMatchObject({ subjects: 0, backtest: { firings: 0 } });
    expect((await send(url("/preview"), { metric, operator, severity })).status).toBe(422);
    const { id } = await make();
    const past = await call(url(`/${id}/history?subject=bot:none`));
    expect(historyAnswer.parse(past.body)).toMatchObject({ threshold: 3, metric: { id: "job.failed" } });
  });

  it.each(["", "?subject=none", "?subject=bot:a&from=yesterday", "?subject=bot:a&from=2020-01-01T00:00:00Z"])(
    "is not told for the query %j",
    async (query) => expect((await call(url(`/bot-offline/history${query}`))).status).toBe(400),
  );
});

describe("rules as a file", () => {
  const file = async (query = "") => (await call<string>(url(`/export${query}`))).body;
  const take = (text: string, query = "", type = "application/yaml") =>
    call<ImportAnswer & Fault>(url(`/import${query}`), {
      method: "POST",
      body: text,
      headers: { "content-type": type },
    });

  it.each(["yaml", "prometheus&include=all"])("come back unchanged in %s", async (format) => {
    await make({ labels: { team: "mail" }, selector: { bots: ["press-*"] } });
    const { status, body } = await take(await file(`?format=${format}`));
    expect(status).toBe(200);
    expect(importAnswer.parse(body)).toMatchObject({ created: 0, changed: 0, dry_run: false });
    expect(body.unchanged).toBeGreaterThan(10);
  });

  it("come from elsewhere: known ids and names are changed, others added, the rest stays", async () => {
    const [one, other] = [await make(), await make()];
    const text = (await file(`?ids=${one.id},${other.id}`)).replaceAll("threshold: 3", "threshold: 33");
    const elsewhere = `elsewhere-${randomUUID().slice(0, 8)}`;
    const renamed = text.replace(`id: ${other.id}`, `id: ${elsewhere}`).replace(other.name, `${other.name} too`);
    const before = await everyRule();
    const tried = await take(renamed, "?dry_run=true");
    expect(tried.body).toMatchObject({ dry_run: true, created: 1, changed: 1, unchanged: 0 });
    expect(await everyRule()).toEqual(before);
    expect((await take(renamed)).body).toMatchObject({ dry_run: false, created: 1, changed: 1 });
    expect(await get(one.id)).toMatchObject({ threshold: 33, revision: 2 });
    expect(await get(elsewhere)).toMatchObject({ name: `${other.name} too`, threshold: 33, shipped: false });
    expect((await get(other.id)).threshold).toBe(3);
    const byName = text.replace(/- id: .*\n {4}/g, "- ");
    expect((await take(byName)).body).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
  });

  it("are taken all or none, with every fault by its path", async () => {
    const good = { name: newName(), metric: "bot.cpu", operator: ">", threshold: 1, severity: "info" };
    const rules = [
      good,
      { ...good, name: newName(), channel_ids: ["chn_none"] },
      { ...good, name: "Bot offline", id: "x" },
    ];
    const { status, body } = await take(JSON.stringify({ rules }));
    expect(status).toBe(422);
    expect(body.errors.map(({ path }) => path)).toEqual(["rules.1.channel_ids", "rules.2"]);
    expect((await everyRule()).map(({ name }) => name)).not.toContain(good.name);
  });

  it("are refused where they are no YAML, and by those who may not change rules", async () => {
    expect((await take("rules: [")).status).toBe(400);
    expect((await take("rules: []", "", "text/html")).status).toBe(415);
    expect((await take("x".repeat(1_100_000))).status).toBe(413);
    expect((await call(url("/export?ids=none"))).status).toBe(404);
    const viewer = await makeOperator(server.url, "viewer");
    expect((await call(url("/export"), { key: null, headers: { cookie: viewer } })).status).toBe(200);
    const as = { key: null, method: "POST", headers: fromPage(server.url, viewer), body: "rules: []" };
    expect((await call(url("/import"), as)).status).toBe(403);
  });
});
