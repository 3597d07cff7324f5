import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
    receiver.answer = () => ({ status: 422, body: { title: "Unprocessable", errors } });
    const client = make();
    client.report(message("a"));
    client.report(message("b"));
    expect(await client.close()).toMatchObject({ refused: 2, accepted: 0, waiting: 0, requests: 1 });
    expect(failures[0]?.events.map(({ code }) => code)).toEqual(["too_old", "too_old"]);
  });

  it.each([401, 403, 404, 415])(
    "keeps its events at %i, does not hammer, and sends them once it is taken again",
    async (status) => {
      receiver.answer = () => ({ status, body: { detail: "no" } });
      const client = make({ breaker: { openMs: 300 } });
      client.report(message("a"));
      await until(() => failures.length === 1, "the refusal is told");
      expect(failures[0]).toMatchObject({ status, detail: "no", events: [] });
      expect(client.stats().circuit).toBe("open");
      client.report(message("b"));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(receiver.requests).toHaveLength(1);
      receiver.answer = () => undefined;
      await until(() => client.stats().accepted === 2, "both are taken");
      expect(await client.close()).toMatchObject({ refused: 0, waiting: 0 });
    },
  );

  it("gives up what a wrong key keeps back when it is closed", async () => {
    receiver.answer = () => ({ status: 401, body: { detail: "no" } });
    const client = make();
    client.report(message("a"));
    expect(await client.close()).toMatchObject({ refused: 1, waiting: 0 });
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

describe("the first words", () => {
  it.each([{ botId: "no spaces" }, { botId: "" }, { url: "ftp://x" }, { url: "nowhere" }, { key: "two\nlines" }])(
    "refuses %j at once",
    (wrong) => {
      expect(() => make(wrong)).toThrow(TypeError);
    },
  );
});
