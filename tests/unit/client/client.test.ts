import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ClientOptions, createClient, type Failure } from "@/lib/client/client";
import { type Receiver, startReceiver, until } from "./receiver";

let receiver: Receiver;
let failures: Failure[];
const make = (options: Partial<ClientOptions> = {}) =>
  createClient({
    url: receiver.url,
    key: "rc_i_test",
    botId: "bot-1",
    heartbeatMs: 0,
    flushMs: 20,
    backoff: { baseMs: 5, capMs: 20 },
    breaker: { openMs: 50 },
    onError: (failure) => failures.push(failure),
    ...options,
  });
const problem = { "content-type": "application/problem+json" };
const message = (text: string) => ({ type: "error.occurred", data: { message: text } }) as const;

beforeEach(async () => {
  receiver = await startReceiver();
  failures = [];
});
afterEach(() => receiver.close());

describe("sending", () => {
  it("gathers what is reported within the interval into one request with key, ids and times", async () => {
    const client = make();
    for (let count = 0; count < 7; count++) client.report(message(`m${count}`));
    await until(() => receiver.kept.size === 7, "seven events are in");
    expect(receiver.requests).toHaveLength(1);
    expect(receiver.requests[0]?.authorization).toBe("Bearer rc_i_test");
    const [first] = receiver.ofType("error.occurred");
    expect(first).toMatchObject({ bot_id: "bot-1", data: { message: "m0" } });
    expect(Math.abs(Date.parse(first?.time ?? "") - Date.now())).toBeLessThan(5000);
    await client.close();
  });

  it("never sends over 500 events or 1 MiB in a request", async () => {
    const client = make();
    for (let count = 0; count < 1800; count++) client.report(message(count % 2 ? "x".repeat(1500) : "short"));
    expect((await client.close()).accepted).toBe(1800);
    expect(receiver.kept.size).toBe(1800);
    expect(Math.max(...receiver.requests.map(({ events }) => events.length))).toBe(500);
    expect(Math.max(...receiver.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_048_576);
  });

  it("takes bytes as they are when text is wide: 3 bytes a character stay under 1 MiB", async () => {
    const client = make();
    for (let count = 0; count < 600; count++) client.report(message("漢".repeat(2500)));
    await client.close();
    expect(receiver.kept.size).toBe(600);
    expect(Math.max(...receiver.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_048_576);
  });
});

describe("trouble that passes", () => {
  it("sends the same bytes again after 503, a broken connection and a page that is no answer", async () => {
    const answers = [
      { status: 503 },
      { status: 200, hangUp: true },
      { status: 429 },
      { status: 200, body: "<html>" },
      { status: 502 },
    ];
    receiver.answer = (_, index) => answers[index];
    const client = make({ breaker: { failures: 50 } });
    client.report(message("once"));
    expect(await client.flush()).toBe(true);
    expect(receiver.requests).toHaveLength(6);
    expect(new Set(receiver.requests.map(({ events }) => JSON.stringify(events))).size).toBe(1);
    expect(client.stats()).toMatchObject({ accepted: 1, retries: 5, waiting: 0 });
    await client.close();
  });

  it("counts a resend whose first answer got lost as a duplicate", async () => {
    receiver.answer = (events, index) => {
      if (index > 0) return undefined;
      for (const event of events) receiver.kept.set(event.id, event);
      return { status: 200, hangUp: true };
    };
    const client = make();
    client.report(message("once"));
    await client.flush();
    expect(client.stats()).toMatchObject({ accepted: 0, duplicates: 1, waiting: 0 });
    await client.close();
  });

  it("honours Retry-After", async () => {
    receiver.answer = (_, index) => (index === 0 ? { status: 429, headers: { "retry-after": "0.4" } } : undefined);
    const client = make();
    client.report(message("later"));
    await client.flush();
    const [first, second] = receiver.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(395);
    await client.close();
  });

  it("opens the circuit after failures in a row, then tries ten events before the rest", async () => {
    receiver.answer = (_, index) => (index < 3 ? { status: 500 } : undefined);
    const client = make({ breaker: { failures: 3, openMs: 300 } });
    for (let count = 0; count < 100; count++) client.report(message(`m${count}`));
    await until(() => client.stats().circuit === "open", "the circuit is open");
    expect(receiver.requests).toHaveLength(3);
    await client.flush();
    expect(client.stats()).toMatchObject({ circuit: "closed", accepted: 100 });
    expect(receiver.requests.map(({ events }) => events.length)).toEqual([100, 100, 100, 10, 90]);
    const gap = (receiver.requests[3]?.atMs ?? 0) - (receiver.requests[2]?.atMs ?? 0);
    expect(gap).toBeGreaterThan(200);
    await client.close();
  });

  it("drops the oldest when the buffer is full, tells the bot, and tells the server afterwards", async () => {
    receiver.answer = () => ({ status: 503 });
    const told: number[] = [];
    const client = make({ buffer: { events: 40 }, onDrop: (dropped) => told.push(dropped) });
    for (let count = 0; count < 100; count++) client.report(message(`m${count}`));
    expect(client.stats()).toMatchObject({ reported: 100, dropped: 60, waiting: 40 });
    expect(told.at(-1)).toBe(60);
    receiver.answer = () => undefined;
    await client.flush();
    await until(() => receiver.ofType("metric.sampled").length === 1, "the drops are reported");
    expect(receiver.ofType("metric.sampled")[0]?.data).toMatchObject({ name: "client_events_dropped", value: 60 });
    expect(receiver.ofType("error.occurred")).toHaveLength(40);
    const { reported, accepted, duplicates, refused, dropped, waiting } = await client.close();
    expect(accepted + duplicates + refused + dropped + waiting).toBe(reported);
  });
});

describe("refusals", () => {
  it("hands over the error of each bad event and sends none of them again", async () => {
    receiver.answer = (events) => ({
      status: 200,
      body: {
        accepted: events.length - 1,
        duplicates: 0,
        dropped: 1,
        errors: [{ index: 1, id: events[1]?.id, code: "invalid", detail: "message: too short" }],
      },
    });
    const client = make();
    const ids = ["a", "b", "c"].map((text) => client.report(message(text)));
    const stats = await client.close();
    expect(receiver.requests).toHaveLength(1);
    expect(stats).toMatchObject({ accepted: 2, refused: 1, waiting: 0 });
    expect(failures.flatMap(({ events }) => events)).toEqual([
      { id: ids[1], type: "error.occurred", code: "invalid", detail: "message: too short" },
    ]);
  });

  it("takes a 422 as the end of all its events", async () => {
    const errors = [0, 1].map((index) => ({ index, code: "too_old", detail: "a year ago" }));
    receiver.answer = () => ({ status: 422, headers: problem, body: { title: "Unprocessable", errors } });
    const client = make();
    client.report(message("a"));
    client.report(message("b"));
    expect(await client.close()).toMatchObject({ refused: 2, accepted: 0, waiting: 0, requests: 1 });
    expect(failures[0]?.events.map(({ code }) => code)).toEqual(["too_old", "too_old"]);
  });

  it("takes a 400 of Rollcall's as the end of its batch", async () => {
    receiver.answer = () => ({ status: 400, headers: problem, body: { detail: "no" } });
    const client = make();
    client.report(message("a"));
    expect(await client.close()).toMatchObject({ refused: 1, waiting: 0, requests: 1 });
  });

  it.each([400, 401, 403, 404, 415, 422])(
    "keeps its events at %i, does not hammer, and sends them once it is taken again",
    async (status) => {
      receiver.answer = () => ({ status, body: { detail: "no" } });
      const client = make({ breaker: { openMs: 300 } });
      client.report(message("a"));
      await until(() => failures.length === 1, "the refusal is told");
      expect(failures[0]).toMatchObject({ kind: "held", status, detail: "no", events: [], waiting: 1 });
      expect(client.stats().circuit).toBe("open");
      client.report(message("b"));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(receiver.requests).toHaveLength(1);
      receiver.answer = () => undefined;
      await until(() => client.stats().accepted === 2, "both are taken");
      expect(await client.close()).toMatchObject({ refused: 0, waiting: 0 });
    },
  );

  it("tries a refused key again while it is closed, and says what that kept back", async () => {
    receiver.answer = (_, index) => (index < 3 ? { status: 401, body: { detail: "no" } } : undefined);
    const mended = make();
    mended.report(message("a"));
    expect(await mended.close()).toMatchObject({ accepted: 1, waiting: 0 });

    receiver.answer = () => ({ status: 401, body: { detail: "no" } });
    const wrong = make();
    wrong.report(message("b"));
    expect(await wrong.close({ timeoutMs: 300 })).toMatchObject({ refused: 0, waiting: 1 });
    expect(failures.at(-1)).toMatchObject({ kind: "closed", status: 401, detail: "no", waiting: 1 });
  });

  it("halves a batch that is too much until it passes, and gives up one that is too much alone", async () => {
    receiver.answer = (events) => {
      const tooMuch = events.length > 3 || events.some(({ data }) => data.message === "m5");
      return tooMuch ? { status: 413 } : undefined;
    };
    const client = make();
    for (let count = 0; count < 16; count++) client.report(message(`m${count}`));
    expect(await client.close()).toMatchObject({ accepted: 15, refused: 1, waiting: 0 });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ status: 413, events: [{ code: "too_large" }] });
  });

  it("refuses an event over 32 KB by itself, and what cannot be read", async () => {
    const client = make();
    const labels = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`l${index}`, "x".repeat(8000)]));
    client.report({ type: "metric.sampled", data: { name: "n", value: 1, labels } });
    const trap = {
      get message(): string {
        throw new Error("trap");
      },
    };
    client.report({ type: "error.occurred", data: trap });
    expect(await client.close()).toMatchObject({ refused: 2, requests: 0 });
    expect(failures.map(({ events }) => events[0]?.code)).toEqual(["too_large", "invalid"]);
  });
});

describe("what the bot is told", () => {
  const unheard = async () => {
    const gone = receiver;
    receiver = await startReceiver();
    await gone.close();
    return gone.url;
  };
  const options = { heartbeatMs: 0, flushMs: 5, backoff: { baseMs: 1, capMs: 1 }, breaker: { failures: 3, openMs: 1 } };

  it("is a line each on the console when Rollcall cannot be reached, when events drop and when some are unsent", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const client = createClient({ url: await unheard(), key: "k", botId: "b", ...options, buffer: { events: 4 } });
    client.report(message("a"));
    await until(() => warn.mock.calls.length === 1, "the circuit is open");
    for (let count = 0; count < 5; count++) client.report(message(`${count}`));
    await client.close({ timeoutMs: 200 });
    const lines = warn.mock.calls.map(([line]) => String(line));
    warn.mockRestore();
    const why = String.raw`\(.*ECONNREFUSED.*\)`;
    expect(lines).toEqual([
      expect.stringMatching(`^rollcall: cannot be reached ${why}; events waiting: 1, dropped: 0$`),
      expect.stringMatching(`^rollcall: the buffer is full ${why}; events waiting: 4, dropped: 1$`),
      expect.stringMatching(`^rollcall: closed ${why}; events unsent: 4, dropped: 2$`),
    ]);
  });

  it("goes to its own onError instead, once an outage, and why stands in the figures", async () => {
    receiver.answer = () => ({ status: 503, headers: problem, body: { detail: "the buffer is full" } });
    const client = make(options);
    client.report(message("a"));
    await until(() => client.stats().retries > 10, "the circuit opened several times");
    expect(failures).toEqual([
      { kind: "unreachable", status: 503, detail: "the buffer is full", events: [], waiting: 1, dropped: 0 },
    ]);
    const { time, ...failure } = client.stats().lastFailure ?? { time: "" };
    expect(failure).toEqual({ status: 503, detail: "the buffer is full" });
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(5000);
    receiver.answer = () => undefined;
    await client.close();
  });
});

describe("the first words", () => {
  it.each([
    { botId: "no spaces" },
    { botId: "" },
    { url: "ftp://x" },
    { url: "nowhere" },
    { key: "two\nlines" },
    { timeoutMs: 0 },
    { flushMs: Number.NaN },
    { heartbeatMs: -1 },
    { buffer: { events: 0 } },
    { breaker: { failures: "5" as unknown as number } },
  ])("refuses %j at once", (wrong) => {
    expect(() => make(wrong)).toThrow(TypeError);
  });

  it("names an empty key as such, and a number that is none", () => {
    expect(() => make({ key: "" })).toThrow("key is empty");
    expect(() => make({ backoff: { capMs: Number.NaN } })).toThrow("backoff.capMs must be a number from 0 up, not NaN");
  });

  it("takes what is left undefined for the default", async () => {
    const client = make({
      buffer: { events: undefined, bytes: undefined },
      backoff: { baseMs: undefined },
      breaker: { failures: undefined },
    });
    client.report(message("a"));
    expect(await client.close()).toMatchObject({ accepted: 1, requests: 1 });
  });
});
