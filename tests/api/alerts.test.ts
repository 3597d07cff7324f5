import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Incident, IncidentDetail } from "@/lib/alerts/incident";
import { databaseOf } from "../support/database-of";
import { call, postEvents, send } from "../support/http";
import { CRON_SECRET, startServer, type TestServer } from "../support/server";
import { eventually, pause } from "../support/wait";

let server: TestServer;
let scraper: string;
beforeAll(async () => {
  server = await startServer({ env: { SCHEDULER: "off" } });
  const made = await send<{ key: string }>(`${server.url}/api/keys`, { name: "alertmanager", scope: "ingest" });
  scraper = made.body.key;
});
afterAll(async () => {
  await server?.stop();
});

const tick = () => call<Record<string, number>>(`${server.url}/api/cron/alerts`, { key: CRON_SECRET });
/** As if somebody had ticked a moment ago, so that no absence is to be reckoned with. */
const tickedJustNow = () => databaseOf(server)("update alert_clock set ticked_at = now() - interval '10 seconds'");
const incidentsOf = async (query: string) =>
  (await call<{ incidents: Incident[]; next_cursor: string | null }>(`${server.url}/api/incidents?${query}`)).body;
const rule = (changes: object = {}) => ({
  ...{ name: `rule ${crypto.randomUUID()}`, metric: "bot.silence", operator: ">", threshold: 1, severity: "warning" },
  ...changes,
});

describe("alert rules", () => {
  it("are made, listed, changed member by member, and deleted", async () => {
    const made = await send<{ id: string; name: string }>(`${server.url}/api/alert-rules`, rule({ for_seconds: 30 }));
    expect(made).toMatchObject({ status: 201, body: { enabled: true, shipped: false, revision: 1, for_seconds: 30 } });
    const address = `${server.url}/api/alert-rules/${made.body.id}`;
    expect(made.headers.get("location")).toBe(`/api/alert-rules/${made.body.id}`);
    const changed = await send(address, { threshold: 5 }, { method: "PATCH" });
    expect(changed).toMatchObject({ status: 200, body: { threshold: 5, for_seconds: 30, revision: 2 } });
    expect((await call(address)).body).toEqual(changed.body);
    expect((await call(address, { method: "DELETE" })).status).toBe(204);
    expect((await call(address)).status).toBe(404);
  });

  it("that make no sense, or whose name is taken, are refused with the fault", async () => {
    const refused = await send<{ errors: { path: string }[] }>(
      `${server.url}/api/alert-rules`,
      rule({ metric: "none", threshold: "x" }),
    );
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }) => path).sort()).toEqual(["metric", "threshold"]);
    expect((await send(`${server.url}/api/alert-rules`, rule({ name: "Bot offline" }))).status).toBe(409);
    const unknown = await send(`${server.url}/api/alert-rules/bot-offline`, { colour: "red" }, { method: "PATCH" });
    expect(unknown.status).toBe(422);
  });

  it("that came with Rollcall can be switched off and brought back, not deleted", async () => {
    const address = `${server.url}/api/alert-rules/no-workers`;
    expect((await call(address, { method: "DELETE" })).status).toBe(409);
    expect((await send(address, { enabled: true, threshold: 3 }, { method: "PATCH" })).status).toBe(200);
    expect((await call(`${address}/reset`, { method: "POST" })).body).toMatchObject({ enabled: false, threshold: 1 });
  });

  it("are paged by cursor", async () => {
    type Page = { rules: { id: string }[]; next_cursor: string | null };
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body }: { body: Page } = await call<Page>(`${server.url}/api/alert-rules?limit=7&cursor=${cursor}`);
      ids.push(...body.rules.map(({ id }) => id));
      cursor = body.next_cursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("bot-offline");
  });
});

describe("the alert cron route", () => {
  it("is for whoever has the secret", async () => {
    expect((await call(`${server.url}/api/cron/alerts`)).status).toBe(401);
  });

  it("fires once for a silent bot, however many ask at once, and the feed tells", async () => {
    const bot = `silent-${crypto.randomUUID()}`;
    await send(`${server.url}/api/alert-rules`, rule({ selector: { bots: [bot] } }));
    await postEvents(server.url, { type: "heartbeat", bot_id: bot });
    await tickedJustNow();
    const since = (await call<{ next_since: string }>(`${server.url}/api/events?channels=alerts`)).body.next_since;
    await pause(1200);
    const answers = await Promise.all(Array.from({ length: 4 }, tick));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { incidents } = await incidentsOf(`bot_id=${bot}`);
    expect(incidents).toEqual([expect.objectContaining({ subject: `bot:${bot}`, status: "firing" })]);
    const told = await eventually(async () => {
      const feed = `${server.url}/api/events?channels=alerts&since=${since}`;
      const { events } = (await call<{ events: { type: string; bot_id: string; data: object }[] }>(feed)).body;
      return events.filter(({ bot_id }) => bot_id === bot).length > 0 && events.filter(({ bot_id }) => bot_id === bot);
    });
    // A tick that comes later may have seen a worse value since.
    expect(told).toEqual([
      expect.objectContaining({ type: "alert.changed", data: { ...incidents[0], worst_value: expect.any(Number) } }),
    ]);
    const bots = await call<{ bots: { id: string }[] }>(`${server.url}/api/bots?q=${bot}`);
    expect(bots.body.bots.map(({ id }) => id)).toEqual([bot]);
  });
});

describe("an incident", () => {
  it("is acknowledged, annotated, marked and ended, and its story tells by whom", async () => {
    const fingerprint = crypto.randomUUID();
    const summary = async () =>
      (await call<{ false_positives: number; accuracy: number | null }>(`${server.url}/api/incidents/summary`)).body;
    const before = (await summary()).false_positives;
    await fire([alert(fingerprint)]);
    const [incident] = (await incidentsOf(`subject=alert:${fingerprint}`)).incidents;
    const address = `${server.url}/api/incidents/${incident!.id}`;
    const patch = (change: object) => send<Incident>(address, change, { method: "PATCH" });
    expect((await patch({ acknowledged: true, note: "on it" })).body.acknowledged_by).toBe("ADMIN_API_KEY");
    expect((await patch({ verdict: "false_positive" })).body.verdict).toBe("false_positive");
    expect((await patch({ resolved: true })).body).toMatchObject({ status: "resolved", resolved_by: "operator" });
    expect((await patch({ acknowledged: false })).status).toBe(409);
    expect((await patch({ verdict: "maybe" })).status).toBe(422);
    const { timeline } = (await call<IncidentDetail>(address)).body;
    expect(timeline.map(({ kind }) => kind)).toEqual(["fired", "acknowledged", "note", "marked", "resolved"]);
    const audit = await call<{ entries: { target: string }[] }>(`${server.url}/api/audit?action=incident.changed`);
    expect(audit.body.entries.filter(({ target }) => target === incident!.id)).toHaveLength(3);
    expect(await summary()).toMatchObject({ false_positives: before + 1, accuracy: 0 });
    expect((await call(`${server.url}/api/incidents/none`)).status).toBe(404);
  });

  it("is counted among those that fire until it ends, and as open until somebody takes it on or it is muted", async () => {
    const [taken, muted] = [crypto.randomUUID(), crypto.randomUUID()];
    type Counts = Record<string, number>;
    const counts = async () => {
      const { body } = await call<{ firing: Incident[]; counts: Counts; open: Counts }>(
        `${server.url}/api/alerts?limit=0`,
      );
      expect(body.firing).toEqual([]);
      return [body.counts.info ?? 0, body.open.info ?? 0];
    };
    const [firing, open] = (await counts()) as [number, number];
    await fire([taken, muted].map((print) => alert(print, { labels: { bot: print, severity: "info" } })));
    expect(await counts()).toEqual([firing + 2, open + 2]);
    const { id } = (await incidentsOf(`bot_id=${taken}`)).incidents[0]!;
    const patch = (change: object) => send(`${server.url}/api/incidents/${id}`, change, { method: "PATCH" });
    await patch({ acknowledged: true });
    expect(await counts()).toEqual([firing + 2, open + 1]);
    await patch({ acknowledged: false });
    expect(await counts()).toEqual([firing + 2, open + 2]);
    await databaseOf(server)(`update incidents set muted_by = 'silence:x' where bot_ids = array['${muted}']`);
    expect(await counts()).toEqual([firing + 2, open + 1]);
    await patch({ resolved: true });
    expect(await counts()).toEqual([firing + 1, open]);
    const one = await call<{ firing: Incident[] }>(`${server.url}/api/alerts?limit=1`);
    expect(one.body.firing).toHaveLength(1);
    expect((await call(`${server.url}/api/alerts?limit=201`)).status).toBe(400);
  });

  it("is found by page, severity, status and time", async () => {
    const label = crypto.randomUUID();
    await fire(
      Array.from({ length: 5 }, (_, n) => alert(`${label}-${n}`, { labels: { bot: label, severity: "page" } })),
    );
    const first = await incidentsOf(`bot_id=${label}&limit=3&severity=critical`);
    const rest = await incidentsOf(`bot_id=${label}&limit=3&severity=critical&cursor=${first.next_cursor}`);
    expect([first.incidents.length, rest.incidents.length, rest.next_cursor]).toEqual([3, 2, null]);
    expect(new Set([...first.incidents, ...rest.incidents].map(({ id }) => id)).size).toBe(5);
    expect((await incidentsOf(`bot_id=${label}&status=resolved`)).incidents).toEqual([]);
    expect((await incidentsOf(`bot_id=${label}&to=2020-01-01T00:00:00Z`)).incidents).toEqual([]);
    for (const query of ["cursor=x", "status=open", "limit=0", "from=yesterday"]) {
      expect((await call(`${server.url}/api/incidents?${query}`)).status).toBe(400);
    }
  });
});

describe("the webhook of Alertmanager", () => {
  it("takes a firing group once, however often it comes, and its end", async () => {
    const fingerprint = crypto.randomUUID();
    const group = [
      alert(fingerprint, { annotations: { summary: "It burns", runbook_url: "https://example.org/fire" } }),
    ];
    const answers = await Promise.all(Array.from({ length: 10 }, () => fire(group)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const { incidents } = await incidentsOf(`subject=alert:${fingerprint}`);
    expect(incidents).toEqual([
      expect.objectContaining({
        ...{ source: "alertmanager", rule_name: "HostDown", severity: "warning", summary: "It burns" },
        ...{ runbook_url: "https://example.org/fire", status: "firing", started_at: "2026-11-22T10:00:00.000Z" },
      }),
    ]);
    expect((await fire([alert(fingerprint, ENDED)])).body).toEqual({ fired: 0, resolved: 1, known: 0 });
    expect((await fire(group)).body).toEqual({ fired: 0, resolved: 0, known: 1 });
    expect((await incidentsOf(`subject=alert:${fingerprint}`)).incidents).toEqual([
      expect.objectContaining({ status: "resolved", resolved_by: "alertmanager" }),
    ]);
  });

  it("leaves an alert ended whose end came before its beginning, and tells a later one anew", async () => {
    const fingerprint = crypto.randomUUID();
    await fire([alert(fingerprint, ENDED)]);
    await fire([alert(fingerprint)]);
    expect((await incidentsOf(`subject=alert:${fingerprint}`)).incidents.map(({ status }) => status)).toEqual([
      "resolved",
    ]);
    await fire([alert(fingerprint, { startsAt: "2026-11-22T12:00:00Z" })]);
    expect((await incidentsOf(`subject=alert:${fingerprint}&status=firing`)).incidents).toHaveLength(1);
  });

  it("takes hostile text as text, and no address that a browser should not follow", async () => {
    const fingerprint = crypto.randomUUID();
    const labels = { alertname: "<script>\u0000\ud800", severity: "__proto__", ...many(100) };
    const annotations = { summary: "x".repeat(50_000), runbook_url: "javascript:alert(1)" };
    expect((await fire([alert(fingerprint, { labels, annotations })])).status).toBe(200);
    const [incident] = (await incidentsOf(`subject=alert:${fingerprint}`)).incidents;
    expect(incident).toMatchObject({ severity: "warning", runbook_url: "http://prometheus.example/graph" });
    expect(incident!.summary.length).toBe(2000);
    expect(Object.keys(incident!.labels).length).toBe(64);
  });

  it.each(['a"b\\c', "x\n\nevent: job:updated\ndata: {}", "", "no bot"])(
    "tells the feed of an alert on %j without harm to those who read it",
    async (bot) => {
      const fingerprint = crypto.randomUUID();
      const feed = (since: string) =>
        call<{ next_since: string; events: { bot_id: string; data: { labels: Record<string, string> } }[] }>(
          `${server.url}/api/events?channels=alerts&since=${since}`,
        );
      const { next_since } = (await feed("")).body;
      await fire([alert(fingerprint, { labels: { alertname: "HostDown", bot, fingerprint } })]);
      const told = await eventually(async () => {
        const { events } = (await feed(next_since)).body;
        const found = events.filter(({ data }) => data.labels.fingerprint === fingerprint);
        return found.length > 0 && found;
      });
      expect(told.map(({ bot_id }) => bot_id)).toEqual(["rollcall"]);
    },
  );

  it("refuses a beginning that no calendar of the database has", async () => {
    for (const startsAt of ["0001-01-01T00:00:00+14:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"])
      expect((await fire([alert(crypto.randomUUID(), { startsAt })])).status).toBe(422);
  });

  it("refuses what is no such payload, and callers without the scope", async () => {
    for (const body of [{}, { version: "3", alerts: [] }, { version: "4", alerts: [{ status: "on" }] }]) {
      expect((await send(`${server.url}/alerts/webhook`, body, { key: scraper })).status).toBe(422);
    }
    expect((await send(`${server.url}/alerts/webhook`, {}, { key: null })).status).toBe(401);
    expect(
      (await send(`${server.url}/alerts/webhook`, "x", { key: scraper, headers: { "content-type": "text/plain" } }))
        .status,
    ).toBe(415);
  });
});

describe("silences", () => {
  it("are made with an end, changed, ended and listed", async () => {
    const ends_at = new Date(Date.now() + 3_600_000).toISOString();
    const made = await send<{ id: string }>(`${server.url}/api/silences`, {
      matcher: { bots: ["a*"] },
      reason: "move",
      ends_at,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { state: "active", kind: "silence", created_by: "ADMIN_API_KEY" },
    });
    const address = `${server.url}/api/silences/${made.body.id}`;
    expect((await send(address, { reason: "longer" }, { method: "PATCH" })).body).toMatchObject({ reason: "longer" });
    expect((await call(address, { method: "DELETE" })).status).toBe(204);
    expect((await call(address)).body).toMatchObject({ state: "ended" });
    expect((await call(address, { method: "DELETE" })).status).toBe(404);
    const listed = (query: string) => call<{ silences: { id: string }[] }>(`${server.url}/api/silences?${query}`);
    expect((await listed("")).body.silences.map(({ id }) => id)).toContain(made.body.id);
    expect((await listed("ended=false")).body.silences.map(({ id }) => id)).not.toContain(made.body.id);
  });

  it("without an end, with one in the past or too far away, or with a zone that is none are refused", async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const window = { days: [1], from: "22:00", minutes: 60, time_zone: "Mars/Base" };
    for (const body of [
      { matcher: {}, reason: "x" },
      { matcher: {}, reason: "x", ends_at: "2020-01-01T00:00:00Z" },
      { matcher: {}, reason: "x", ends_at: "2060-01-01T00:00:00Z" },
      { matcher: {}, reason: "", ends_at: soon },
      { matcher: {}, reason: "x", ends_at: soon, recurrence: window },
    ]) {
      expect((await send(`${server.url}/api/silences`, body)).status).toBe(422);
    }
  });
});

const ENDED = { status: "resolved", endsAt: "2026-11-22T11:00:00Z" };

function alert(fingerprint: string, changes: object = {}) {
  return {
    ...{ status: "firing", labels: { alertname: "HostDown", instance: "db:9100" }, annotations: {}, fingerprint },
    ...{ startsAt: "2026-11-22T10:00:00Z", endsAt: "0001-01-01T00:00:00Z" },
    generatorURL: "http://prometheus.example/graph",
    ...changes,
  };
}

function fire(alerts: object[]) {
  const group = { groupKey: "{}:{}", receiver: "rollcall", status: "firing", externalURL: "http://am.example" };
  return send<Record<string, number>>(
    `${server.url}/alerts/webhook`,
    { version: "4", ...group, alerts },
    { key: scraper },
  );
}

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`label_${n}`, "v"]));
