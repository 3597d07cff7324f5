import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutbound } from "@/lib/outbound/connect";
import { type Receiver, startReceiver } from "../../support/receiver";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

/** A resolver of our own: the answers of each name, one after the other. */
function resolver(answers: string[][]) {
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    return answers[Math.min(asked.length, answers.length) - 1]!;
  };
  return { asked, lookup };
}

const loopback = { OUTBOUND_ALLOW: "127.0.0.1/32" };
const at = (host: string, path = "/") => `http://${host}:${receiver.port}${path}`;
const get = { method: "GET" } as const;

describe("a connection", () => {
  it("goes to the address that was checked, under the name that was asked for", async () => {
    const { asked, lookup } = resolver([["127.0.0.1"], ["10.0.0.1"]]);
    const answer = await createOutbound(loopback, { lookup }).request(at("hooks.example", "/a?b=c"), {
      method: "POST",
      body: "hé",
      headers: { "x-mark": "1" },
    });
    expect(answer).toMatchObject({ status: 200, text: "said", cut: false });
    // Asked once: a second answer could be another address.
    expect(asked).toEqual(["hooks.example"]);
    expect(receiver.received).toMatchObject([
      {
        method: "POST",
        path: "/a?b=c",
        body: "hé",
        headers: { host: `hooks.example:${receiver.port}`, "x-mark": "1" },
      },
    ]);
  });

  it.each([
    ["one of its addresses is inner", "hooks.example", [["127.0.0.1", "10.0.0.1"]]],
    ["its address maps an inner one", "hooks.example", [["::ffff:127.0.0.1"]]],
    ["its address is another loopback", "hooks.example", [["127.0.0.2"]]],
    ["its address is link-local", "hooks.example", [["fe80::1%lo"]]],
    ["its name changed its mind since it was saved", "hooks.example", [["169.254.169.254"]]],
  ])("is refused where %s", async (_why, host, answers) => {
    const { lookup } = resolver(answers);
    const asking = createOutbound(loopback, { lookup }).request(at(host), get);
    await expect(asking).rejects.toMatchObject({ name: "OutboundError", reason: "refused" });
    expect(receiver.received).toEqual([]);
  });

  it.each(["localhost", "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"])(
    "is refused to %s unless that is allowed",
    async (host) => {
      await expect(createOutbound({}).request(at(host), get)).rejects.toMatchObject({ reason: "refused" });
      expect(receiver.received).toEqual([]);
    },
  );

  it("may go to loopback where that is allowed, by number or by name", async () => {
    expect((await createOutbound(loopback).request(at("127.0.0.1"), get)).status).toBe(200);
    const { lookup } = resolver([["127.0.0.1"]]);
    expect(
      (await createOutbound({ OUTBOUND_ALLOW: "hooks.internal" }, { lookup }).request(at("hooks.internal"), get))
        .status,
    ).toBe(200);
  });

  it("is tried at the next address where the first takes none", async () => {
    const { lookup } = resolver([["127.0.0.9", "127.0.0.1"]]);
    const outbound = createOutbound({ OUTBOUND_ALLOW: "127.0.0.0/8" }, { lookup });
    expect((await outbound.request(at("hooks.example"), get)).status).toBe(200);
  });

  it.each(["file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "no url"])("is not made for %s", (url) =>
    expect(createOutbound({}).request(url, get)).rejects.toMatchObject({ reason: "refused" }),
  );

  it("that fails says how, without an address", async () => {
    const { port } = receiver;
    await receiver.stop();
    await expect(createOutbound(loopback).request(`http://127.0.0.1:${port}/`, get)).rejects.toMatchObject({
      reason: "failed",
      message: "The connection was refused.",
    });
    await expect(createOutbound({}).request("http://nowhere.invalid/", get)).rejects.toMatchObject({
      reason: "failed",
    });
  });
});

describe("an answer", () => {
  const ask = (answering: (response: ServerResponse) => void, timeoutMs = 10_000) => {
    receiver.answer(answering);
    return createOutbound(loopback, { timeoutMs }).request(receiver.url, get);
  };

  it("is read up to 64 KB", async () => {
    const answer = await ask((response) => response.end("é".repeat(1_000_000)));
    expect([answer.status, answer.cut, answer.text.length]).toEqual([200, true, 32_768]);
  });

  it("that redirects is not followed", async () => {
    expect(await ask((response) => response.writeHead(302, { location: "/inner" }).end())).toMatchObject({
      status: 302,
    });
    expect(receiver.received).toHaveLength(1);
  });

  it("that never comes is given up, and so is one that never ends", async () => {
    const late = { reason: "failed", message: "No answer within 0.2 s." };
    await expect(ask(() => {}, 200)).rejects.toMatchObject(late);
    await expect(ask((response) => void response.writeHead(200).write("x"), 200)).rejects.toMatchObject(late);
  });

  it("that is cut off is a failure", async () => {
    await expect(ask((response) => response.destroy())).rejects.toMatchObject({ reason: "failed" });
  });
});
