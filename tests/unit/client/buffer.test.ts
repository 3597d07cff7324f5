import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { batchBody, takeBatch } from "@/lib/client/batch";
import { EventBuffer } from "@/lib/client/buffer";
import { type Entry, writeEntry } from "@/lib/client/entry";
import type { EventType } from "@/lib/client/event";

let seq = 0;
const entry = (type: EventType = "error.occurred", bytes = 10): Entry => {
  seq++;
  return { id: `e${seq}`, type, json: "x".repeat(bytes), bytes, seq };
};
const ids = (entries: Entry[]) => entries.map(({ id }) => id);

describe("the buffer", () => {
  it("drops the oldest when it is full, and counts", () => {
    const buffer = new EventBuffer({ events: 3, bytes: 1000 });
    const entries = Array.from({ length: 5 }, () => entry());
    const dropped = entries.flatMap((item) => buffer.add(item));
    expect(ids(dropped)).toEqual(ids(entries.slice(0, 2)));
    expect(buffer.dropped).toBe(2);
    expect(ids(takeBatch(buffer, { events: 10, bytes: 1000 }))).toEqual(ids(entries.slice(2)));
  });

  it("drops samples before anything that must be counted", () => {
    const buffer = new EventBuffer({ events: 3, bytes: 1000 });
    const finish = entry("job.finished");
    const beat = entry("heartbeat");
    const queue = entry("queue.sampled");
    for (const item of [finish, beat, queue]) buffer.add(item);
    expect(ids(buffer.add(entry("job.started")))).toEqual([beat.id]);
    expect(ids(buffer.add(entry("job.started")))).toEqual([queue.id]);
    expect(ids(buffer.add(entry("job.started")))).toEqual([finish.id]);
  });

  it("is bounded in bytes too", () => {
    const buffer = new EventBuffer({ events: 100, bytes: 100 });
    for (let count = 0; count < 10; count++) buffer.add(entry("error.occurred", 30));
    expect(buffer.size).toBe(3);
    expect(buffer.dropped).toBe(7);
  });

  it("never drops what is on its way, and gives its room back when that is answered", () => {
    const buffer = new EventBuffer({ events: 4, bytes: 1000 });
    for (let count = 0; count < 4; count++) buffer.add(entry());
    const taken = takeBatch(buffer, { events: 3, bytes: 1000 });
    buffer.add(entry());
    expect(buffer.size).toBe(4);
    expect(buffer.dropped).toBe(1);
    buffer.release(taken);
    expect(buffer.size).toBe(1);
    for (let count = 0; count < 3; count++) buffer.add(entry());
    expect(buffer.dropped).toBe(1);
  });

  it("does not hold on to what was sent", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const buffer = new EventBuffer({ events: 10, bytes: 1000 });
    const sent = (() => {
      buffer.add(entry());
      const batch = takeBatch(buffer, { events: 1, bytes: 1000 });
      buffer.release(batch);
      return new WeakRef(batch[0] ?? {});
    })();
    // A WeakRef holds its target for the turn in which it was made.
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    expect(sent.deref()).toBeUndefined();
  });

  it("hands out both kinds in the order in which they were reported, through thousands", () => {
    const buffer = new EventBuffer({ events: 10_000, bytes: 1e9 });
    const entries = Array.from({ length: 6000 }, (_, index) => entry(index % 3 ? "job.finished" : "heartbeat"));
    for (const item of entries) buffer.add(item);
    const taken: Entry[] = [];
    while (buffer.waiting > 0) taken.push(...takeBatch(buffer, { events: 500, bytes: 1e9 }));
    expect(ids(taken)).toEqual(ids(entries));
  });
});

describe("a batch", () => {
  it("keeps to the events and to the bytes of a request", () => {
    const buffer = new EventBuffer({ events: 1000, bytes: 1e9 });
    for (let count = 0; count < 50; count++) buffer.add(entry("error.occurred", 99));
    expect(takeBatch(buffer, { events: 20, bytes: 1e6 })).toHaveLength(20);
    const batch = takeBatch(buffer, { events: 500, bytes: 1002 });
    expect(batch).toHaveLength(10);
    expect(batchBody(batch).length).toBeLessThanOrEqual(1002);
  });

  it("takes one that is too large alone, so that the rest can pass", () => {
    const buffer = new EventBuffer({ events: 10, bytes: 1e9 });
    buffer.add(entry("error.occurred", 5000));
    buffer.add(entry());
    expect(takeBatch(buffer, { events: 10, bytes: 100 })).toHaveLength(1);
  });
});

describe("writing an event out", () => {
  const write = (data: Record<string, unknown>) => {
    const event = { type: "error.occurred", data: data as { message: string } } as const;
    const written = writeEntry(event, "b", "1", "2026-11-22T10:00:00.000Z", 1);
    return { written, data: (JSON.parse(written.json) as { data: Record<string, unknown> }).data };
  };

  it("replaces NUL and lone surrogates, and leaves whole pairs", () => {
    expect(write({ message: "a\u0000b \ud800 \udc00x 😀 \ud83d" }).data.message).toBe(
      "a\ufffdb \ufffd \ufffdx 😀 \ufffd",
    );
  });

  it("survives cycles, big integers, functions, infinities and 10,000 levels", () => {
    const cycle: Record<string, unknown> = {
      message: "m",
      big: 2n ** 70n,
      call: () => 1,
      infinite: Number.POSITIVE_INFINITY,
    };
    cycle.self = cycle;
    let deep: unknown = "bottom";
    for (let level = 0; level < 10_000; level++) deep = { deep };
    const { data } = write({ ...cycle, deep });
    expect(data).toMatchObject({ big: "1180591620717411303424", infinite: null });
    expect(data).not.toHaveProperty("call");
  });

  it("cuts long text to what the server keeps, between characters", () => {
    const { written, data } = write({ message: "é".repeat(9000), stack: "x".repeat(40_000) });
    expect(new TextEncoder().encode(String(data.message)).length).toBeLessThanOrEqual(8192);
    expect(String(data.message)).toMatch(/^é+…$/);
    expect(written.bytes).toBeLessThan(32 * 1024);
    expect(written.bytes).toBe(new TextEncoder().encode(written.json).length);
  });

  it.each(["\u001b[31mx", '"', "\\", "\n", "漢", "😀", '{"a":"\u0001"}'])(
    "keeps an event under the server's limit whose texts are all %j",
    (piece) => {
      const { written, data } = write({ message: piece.repeat(9000), stack: piece.repeat(9000) });
      expect(written.bytes).toBeLessThan(32 * 1024);
      expect(written.bytes).toBeGreaterThan(24_000);
      expect(piece.repeat(9000).startsWith(String(data.message).replace(/…$/, ""))).toBe(true);
      expect(String(data.message).length).toBeGreaterThan(1000);
    },
  );
});
