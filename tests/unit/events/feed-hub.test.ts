import { describe, expect, it } from "vitest";
import { FeedClient } from "@/lib/events/feed/client";
import { Hub } from "@/lib/events/feed/hub";
import type { Position } from "@/lib/events/feed/position";
import type { FeedRow } from "@/lib/events/feed/store";

const row = (xid: number, seq: number, botId = "bot", text = ""): FeedRow => ({
  xid,
  seq,
  botId,
  eventId: `${xid}-${seq}`,
  type: "message.processed",
  channel: "messages",
  time: 0,
  receivedAt: 0,
  originalTime: null,
  data: JSON.stringify({ user_id: "u", text }),
});

function client(position: Position, botId: string | null = null) {
  const made = new FeedClient(
    { filter: { channels: ["messages"], botId }, shape: "event", isMasked: false },
    position,
    () => {},
  );
  const reader = made.outlet.stream.getReader();
  const seen = async () => {
    made.outlet.close();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read())
      text += new TextDecoder().decode(part.value);
    return [...text.matchAll(/"event_id":"([^"]+)"/g)].map((match) => match[1]);
  };
  return { made, reader, seen };
}

describe("the hub", () => {
  it("hands rows to those who follow, by their filter", async () => {
    const hub = new Hub({ xid: 5, seq: 0 }, () => {});
    const all = client({ xid: 5, seq: 0 });
    const one = client({ xid: 5, seq: 0 }, "b");
    for (const { made } of [all, one]) expect(hub.join(made)).toBe(true);
    hub.append([row(5, 0, "a"), row(5, 1, "b")], { xid: 7, seq: 0 });
    hub.append([row(8, 0, "a")], { xid: 9, seq: 0 });
    expect(await all.seen()).toEqual(["5-0", "5-1", "8-0"]);
    expect(await one.seen()).toEqual(["5-1"]);
  });

  it("lets nobody join who has yet to catch up, and tells what is missing", () => {
    const hub = new Hub({ xid: 5, seq: 0 }, () => {});
    hub.append([row(5, 0), row(6, 0), row(6, 1)], { xid: 7, seq: 0 });
    const { made } = client({ xid: 6, seq: 1 });
    expect(hub.join(made)).toBe(false);
    expect(hub.missedBy(made)?.map(({ eventId }) => eventId)).toEqual(["6-1"]);
    expect(hub.missedBy(client({ xid: 4, seq: 0 }).made)).toBeNull();
  });

  it("repeats nothing to a client that is ahead of the tail", async () => {
    const hub = new Hub({ xid: 5, seq: 0 }, () => {});
    const { made, seen } = client({ xid: 6, seq: 1 });
    hub.join(made);
    hub.append([row(5, 0), row(6, 0)], { xid: 6, seq: 1 });
    hub.append([row(6, 1), row(7, 0)], { xid: 8, seq: 0 });
    expect(await seen()).toEqual(["6-1", "7-0"]);
  });

  it("leaves a client behind whose queue is full, at the place where it stopped", () => {
    const behind: FeedClient[] = [];
    const hub = new Hub({ xid: 1, seq: 0 }, (slow) => behind.push(slow));
    const made = new FeedClient(
      { filter: { channels: null, botId: null }, shape: "event", isMasked: false },
      { xid: 1, seq: 0 },
      () => {},
    );
    hub.join(made);
    for (let xid = 1; xid < 100; xid++) hub.append([row(xid, 0, "bot", "x".repeat(30_000))], { xid: xid + 1, seq: 0 });
    expect(behind).toEqual([made]);
    expect(made.position.xid).toBeGreaterThan(1);
    expect(hub.missedBy(made)?.[0]?.xid).toBe(made.position.xid);
    expect(hub.isLive(made)).toBe(false);
  });

  it("forgets the oldest beyond its bounds, and says so", () => {
    const hub = new Hub({ xid: 1, seq: 0 }, () => {});
    const { made } = client({ xid: 1, seq: 0 });
    for (let xid = 1; xid <= 6000; xid++) hub.append([row(xid, 0)], { xid: xid + 1, seq: 0 });
    expect(hub.missedBy(made)).toBeNull();
    made.skipTo({ xid: 5900, seq: 0 });
    expect(hub.missedBy(made)).toHaveLength(101);
  });
});
