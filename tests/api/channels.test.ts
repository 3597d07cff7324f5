import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChannelView, channelListSchema, channelSchema, type savedChannelSchema } from "@/lib/notify/channel";
import { type DeliveryView, deliveryListSchema } from "@/lib/notify/delivery";
import { databaseOf } from "../support/database-of";
import { call, send } from "../support/http";
import { fromPage, makeOperator } from "../support/operators";
import { type Receiver, startReceiver } from "../support/receiver";
import { startServer, type TestServer } from "../support/server";

type Saved = ReturnType<typeof savedChannelSchema.parse>;

let server: TestServer;
let receiver: Receiver;

beforeAll(async () => {
  server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.1/32", SCHEDULER: "off" } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.stop();
  await server?.stop();
});

const url = (path = "") => `${server.url}/api/channels${path}`;
const newName = () => `channel ${randomUUID().slice(0, 8)}`;
const make = (body: object, options = {}) => send<Saved>(url(), { name: newName(), ...body }, options);
const makeHook = async () => (await make({ kind: "webhook", settings: { url: receiver.url } })).body;
const change = (id: string, body: object) => send<Saved>(url(`/${id}`), body, { method: "PATCH" });
const test = (id: string) => call<{ outcome: string; delivery_id: string }>(url(`/${id}/test`), { method: "POST" });
const routingKey = () => randomUUID().replaceAll("-", "");

describe("a channel", () => {
  it("is made, listed, changed and deleted, and its secret is never told again", async () => {
    const webhookUrl = "https://hooks.slack.example/services/T0/B0/abcdefghijklmnop";
    const { status, body } = await make({ kind: "slack", secrets: { webhook_url: webhookUrl } });
    expect(status).toBe(201);
    expect(channelSchema.parse(body)).toMatchObject({
      kind: "slack",
      enabled: true,
      secrets: { webhook_url: { set: true, last4: "mnop" } },
      routing: { severities: ["critical", "warning", "performance", "info"], quiet_hours: null },
    });
    const changed = await change(body.id, { routing: { severities: ["critical"] }, enabled: false });
    expect(changed.body).toMatchObject({
      enabled: false,
      routing: { severities: ["critical"] },
      secrets: body.secrets,
    });
    const listed = channelListSchema.parse((await call(url("?limit=200"))).body);
    expect(listed.channels.map(({ id }) => id)).toContain(body.id);
    expect(JSON.stringify([body, changed.body, listed])).not.toContain("hooks.slack.example");
    expect((await call(url(`/${body.id}`), { method: "DELETE" })).status).toBe(204);
    expect((await call(url(`/${body.id}`))).status).toBe(404);
  });

  it("of a webhook gets a signing secret, which is shown once and signs", async () => {
    const made = await makeHook();
    expect(made.signing_secret).toMatch(/^whsec_/);
    expect((await call<Saved>(url(`/${made.id}`))).body.signing_secret).toBeUndefined();
    expect((await test(made.id)).body).toMatchObject({ outcome: "sent", status_code: 200 });
    const { headers, body } = receiver.received.at(-1)!;
    expect(new Webhook(made.signing_secret!).verify(body, headers)).toMatchObject({ type: "incident.test" });
    const renewed = await change(made.id, { secrets: { secret: null } });
    expect(renewed.body.signing_secret).not.toBe(made.signing_secret);
    await test(made.id);
    const last = receiver.received.at(-1)!;
    new Webhook(renewed.body.signing_secret!).verify(last.body, last.headers);
  });

  it("is nobody's who may only read, and of no key below admin", async () => {
    const viewer = await makeOperator(server.url, "viewer");
    const operator = await makeOperator(server.url, "operator");
    const { id } = await makeHook();
    const as = (cookie: string) => ({ key: null, headers: fromPage(server.url, cookie) });
    for (const path of ["", `/${id}`]) {
      expect((await call(url(path), as(viewer))).status).toBe(403);
      expect((await call(url(path), as(operator))).status).toBe(200);
      expect((await call(url(path), { key: null })).status).toBe(401);
    }
    expect((await call(`${server.url}/api/deliveries`, as(viewer))).status).toBe(403);
    expect((await call(url(`/${id}/test`), { method: "POST", ...as(viewer) })).status).toBe(403);
    const read = await send<{ key: string }>(`${server.url}/api/keys`, { name: "x", scope: "read" });
    expect((await call(url(), { key: read.body.key })).status).toBe(403);
  });

  it("keeps its secrets from whoever changes its address", async () => {
    const settings = { url: "https://events.pagerduty.com/v2/enqueue" };
    const { body } = await make({ kind: "pagerduty", settings, secrets: { routing_key: routingKey() } });
    const elsewhere = { url: "https://elsewhere.example/v2/enqueue" };
    expect((await change(body.id, { settings: elsewhere })).status).toBe(422);
    expect((await change(body.id, { settings: elsewhere, secrets: { routing_key: routingKey() } })).status).toBe(200);
    expect((await change(body.id, { settings: { url: `${elsewhere.url}/path` } })).status).toBe(200);
  });

  it("has a name of its own", async () => {
    const name = newName();
    const settings = { url: receiver.url };
    const [one, other] = await Promise.all([1, 2].map(() => make({ name, kind: "webhook", settings })));
    expect([one!.status, other!.status].sort()).toEqual([201, 409]);
    const third = await makeHook();
    expect((await change(third.id, { name })).status).toBe(409);
    expect((await change(third.id, { name: third.name })).status).toBe(200);
  });

  it("leaves a trace in the audit log, without any secret", async () => {
    const routing_key = routingKey();
    const { body } = await make({ kind: "pagerduty", secrets: { routing_key } });
    await change(body.id, { name: newName(), secrets: { routing_key: routingKey() } });
    await call(url(`/${body.id}`), { method: "DELETE" });
    const rows = await databaseOf(server)("select action, detail from audit_log where target = $1 order by id", [
      body.id,
    ]);
    expect(rows).toMatchObject([
      { action: "channel.created", detail: { kind: "pagerduty" } },
      { action: "channel.changed", detail: { fields: ["name"], secrets: ["routing_key"] } },
      { action: "channel.deleted" },
    ]);
    expect(JSON.stringify(rows)).not.toContain(routing_key);
  });

  it.each([
    ["an unknown kind", { kind: "pigeon" }],
    ["no address", { kind: "webhook", settings: {} }],
    ["another scheme", { kind: "webhook", settings: { url: "file:///etc/passwd" } }],
    ["a password in the address", { kind: "webhook", settings: { url: "https://a:b@hooks.example" } }],
    ["loopback", { kind: "webhook", settings: { url: "http://127.0.0.2/hook" } }],
    ["loopback as a number", { kind: "webhook", settings: { url: "http://2130706434/hook" } }],
    ["loopback in octal", { kind: "webhook", settings: { url: "http://0177.0.0.2/hook" } }],
    ["a cloud's metadata", { kind: "webhook", settings: { url: "http://169.254.169.254/latest" } }],
    ["IPv6 loopback", { kind: "webhook", settings: { url: "http://[::1]/hook" } }],
    ["mapped IPv4", { kind: "webhook", settings: { url: "http://[::ffff:10.0.0.1]/hook" } }],
    [
      "an inner mail server",
      { kind: "email", settings: { to: ["a@b.example"], from: "a@b.example", server: { host: "10.0.0.1" } } },
    ],
    [
      "a header in an address",
      { kind: "email", settings: { to: ["a@b.example\r\nBcc: c@d.example"], from: "a@b.example" } },
    ],
    ["a short routing key", { kind: "pagerduty", secrets: { routing_key: "short" } }],
    ["a secret that is none", { kind: "webhook", settings: { url: "https://a.example" }, secrets: { secret: "s" } }],
    ["no time zone", { kind: "slack", routing: { quiet_hours: { time_zone: "Mars/X", from: "22:00", to: "07:00" } } }],
    ["more than there is", { kind: "webhook", settings: { url: "https://a.example" }, more: 1 }],
  ])("is refused with %s", async (_what, body) => expect((await make(body)).status).toBe(422));
});

describe("the log of deliveries", () => {
  it("has each attempt, and lets a dead one be tried again", async () => {
    const channel = await makeHook();
    receiver.answer(410);
    expect((await test(channel.id)).body).toMatchObject({ outcome: "dead", status_code: 410, detail: "said" });
    receiver.answer(200);
    const list = async (query: string) =>
      deliveryListSchema.parse((await call(`${server.url}/api/deliveries?${query}`)).body).deliveries;
    const [dead] = await list(`channel_id=${channel.id}`);
    expect(dead).toMatchObject({ kind: "test", status: "dead", channel_name: channel.name, last_error: "said" });
    expect(dead!.attempt_log).toMatchObject([{ outcome: "dead", status_code: 410, detail: "said" }]);
    expect((await call<ChannelView>(url(`/${channel.id}`))).body.last_delivery).toMatchObject({ status: "dead" });
    const retry = () => call<DeliveryView>(`${server.url}/api/deliveries/${dead!.id}/retry`, { method: "POST" });
    expect((await retry()).body).toMatchObject({ status: "pending", attempts: 0 });
    expect((await retry()).status).toBe(409);
    expect(await list(`channel_id=${channel.id}&status=dead`)).toEqual([]);
  });

  it("is paged, newest first", async () => {
    const channel = await makeHook();
    for (let n = 0; n < 5; n++) await test(channel.id);
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await call(`${server.url}/api/deliveries?channel_id=${channel.id}&limit=2${cursor}`);
      const { deliveries, next_cursor } = deliveryListSchema.parse(page.body);
      seen.push(...deliveries.map(({ id }) => id));
      cursor = next_cursor ? `&cursor=${next_cursor}` : "";
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    expect((await call(`${server.url}/api/deliveries?cursor=x`)).status).toBe(400);
    expect((await call(url("?cursor=x"))).status).toBe(400);
  });
});

it("keeps every secret out of the database's plain text and of the log", async () => {
  const routing_key = routingKey();
  const made = await makeHook();
  await make({ kind: "pagerduty", settings: { url: receiver.url }, secrets: { routing_key } });
  const { body } = await make({
    kind: "alertmanager",
    settings: { url: receiver.url },
    secrets: { password: "pw-0123456789-abcdef" },
  });
  receiver.answer((response, { headers }) => response.writeHead(401).end(`no ${headers.authorization}`));
  await test(body.id);
  receiver.answer(200);
  const query = databaseOf(server);
  const tables = await query<{ name: string }>(
    "select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace",
  );
  const dump: string[] = [server.output()];
  for (const { name } of tables) dump.push(JSON.stringify(await query(`select to_jsonb(t) from "${name}" as t`)));
  for (const secret of [routing_key, made.signing_secret!, "pw-0123456789"])
    expect(dump.join("\n")).not.toContain(secret);
});
