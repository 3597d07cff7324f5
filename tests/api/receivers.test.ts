import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Certificate, makeCertificate } from "../support/certificate";
import { call, send } from "../support/http";
import { type Receiver, startReceiver } from "../support/receiver";
import { startServer, type TestServer } from "../support/server";
import { type MailReceiver, startMailServer } from "../support/smtp";

interface Outcome {
  outcome: string;
  status_code: number | null;
  detail: string | null;
}

const USER = { user: "rollcall", password: "correct-horse-battery" };
let certificate: Certificate;
let server: TestServer;
let receiver: Receiver;
const mailServers: MailReceiver[] = [];

beforeAll(async () => {
  certificate = makeCertificate();
  const env = { OUTBOUND_ALLOW: "127.0.0.1/32,localhost", SCHEDULER: "off", ...certificate.env };
  server = await startServer({ env });
  receiver = await startReceiver();
});
afterAll(async () => {
  await server?.stop();
  await receiver?.stop();
  for (const each of mailServers) await each.stop();
  certificate?.remove();
});

/** Makes a channel and presses its test button. */
async function tryChannel(body: object): Promise<Outcome> {
  const made = await send<{ id: string }>(`${server.url}/api/channels`, { name: randomUUID(), ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return (await call<Outcome>(`${server.url}/api/channels/${made.body.id}/test`, { method: "POST" })).body;
}

describe("a test notice by mail", () => {
  const start = async (options: object, refuse?: number) => {
    const { key, cert } = certificate;
    const onAuth = (
      { username, password }: Record<string, string>,
      _session: unknown,
      done: (...got: unknown[]) => void,
    ) =>
      username === USER.user && password === USER.password ? done(null, { user: username }) : done(new Error("no"));
    const made = await startMailServer({ key, cert, onAuth, ...options } as never, refuse);
    mailServers.push(made);
    return made;
  };
  const mailTo = (port: number, over: object, secrets: object = {}, more: object = {}) =>
    tryChannel({
      kind: "email",
      settings: {
        ...{ to: ["ops@example.org", "night@example.org"], from: "rollcall@example.org" },
        server: { host: "localhost", port, ...over },
        ...more,
      },
      secrets,
    });

  it("goes over STARTTLS with the right password only, which is told to nobody", async () => {
    const { port, taken } = await start({ authOptional: false });
    const mail = (password: string) => mailTo(port, { security: "starttls", user: USER.user }, { password });
    const wrong = await mail("wrong-password-0123");
    expect(wrong).toMatchObject({ outcome: "dead", status_code: 535 });
    expect(JSON.stringify(wrong)).not.toContain("wrong-password");
    expect(await mail(USER.password)).toMatchObject({ outcome: "sent" });
    expect(taken).toMatchObject([{ isEncrypted: true, user: USER.user }]);
  });

  it("has sender, receivers, subject and an id, over TLS from the start", async () => {
    const { port, taken } = await start({ secure: true, authOptional: true });
    expect(await mailTo(port, { security: "tls" })).toMatchObject({ outcome: "sent", status_code: 250 });
    expect(taken).toMatchObject([
      { from: "rollcall@example.org", to: ["ops@example.org", "night@example.org"], isEncrypted: true },
    ]);
    expect(taken[0]!.raw).toMatch(/^Subject: \[info\] Test: A test of this channel\r$/m);
    expect(taken[0]!.raw).toMatch(/^Message-ID: <[0-9a-f]{40}@example.org>\r$/m);
    expect(taken[0]!.raw).toMatch(/^Content-Type: multipart\/alternative/m);
  });

  it("is not sent in the clear where STARTTLS is asked for", async () => {
    const { port, taken } = await start({ authOptional: true, disabledCommands: ["STARTTLS"] });
    expect(await mailTo(port, { security: "starttls" })).toMatchObject({ outcome: "dead" });
    expect(taken).toEqual([]);
    expect(await mailTo(port, { security: "none" })).toMatchObject({ outcome: "sent" });
    expect(taken).toMatchObject([{ isEncrypted: false }]);
  });

  it.each([
    [451, "retry"],
    [550, "dead"],
  ])("that is answered %i is %s", async (status, outcome) => {
    const { port } = await start({ authOptional: true, disabledCommands: ["STARTTLS"] }, status);
    expect(await mailTo(port, { security: "none" })).toMatchObject({ outcome, status_code: status });
  });

  it("goes to no inner address that is not allowed", async () => {
    const { port } = await start({ authOptional: true });
    const outcome = await mailTo(port, { host: "localhost.localdomain", security: "none" });
    expect(["dead", "retry"]).toContain(outcome.outcome);
  });
});

describe("a test notice", () => {
  const last = () => JSON.parse(receiver.received.at(-1)!.body);

  it("to Slack has text and blocks", async () => {
    receiver.answer((response) => response.end("ok"));
    expect(
      await tryChannel({ kind: "slack", secrets: { webhook_url: `${receiver.url}/services/T/B/x` } }),
    ).toMatchObject({
      outcome: "sent",
      detail: "ok",
    });
    expect(receiver.received.at(-1)).toMatchObject({
      path: "/services/T/B/x",
      headers: { "content-type": "application/json" },
    });
    expect(last()).toMatchObject({
      text: "Test: A test of this channel",
      blocks: [{ type: "section" }, { type: "section" }],
    });
  });

  it("to PagerDuty is triggered and resolved under one key", async () => {
    receiver.answer((response) => response.writeHead(202).end('{"status":"success"}'));
    const routing_key = randomUUID().replaceAll("-", "");
    const before = receiver.received.length;
    const outcome = await tryChannel({
      kind: "pagerduty",
      settings: { url: `${receiver.url}/v2/enqueue` },
      secrets: { routing_key },
    });
    expect(outcome).toMatchObject({ outcome: "sent", status_code: 202 });
    const events = receiver.received.slice(before).map(({ body }) => JSON.parse(body));
    expect(events).toMatchObject([
      { routing_key, event_action: "trigger", payload: { severity: "info", source: "fleet:" } },
      { routing_key, event_action: "resolve", dedup_key: events[0].dedup_key },
    ]);
  });

  it("to a receiver that redirects to an inner address goes no further", async () => {
    receiver.answer((response) => response.writeHead(307, { location: "http://169.254.169.254/" }).end());
    expect(await tryChannel({ kind: "webhook", settings: { url: receiver.url } })).toMatchObject({
      ...{ outcome: "dead", status_code: 307, detail: "It redirects, which is not followed." },
    });
  });

  it("to a receiver that answers a megabyte is sent, and as much of the answer kept as is of use", async () => {
    receiver.answer((response) => response.end("x".repeat(1_000_000)));
    const outcome = await tryChannel({ kind: "webhook", settings: { url: receiver.url } });
    expect([outcome.outcome, outcome.detail!.length]).toEqual(["sent", 500]);
  });
});
