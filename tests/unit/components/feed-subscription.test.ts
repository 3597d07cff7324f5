import { describe, expect, test } from "vitest";
import type { Page } from "@/components/live/shared-stream/poll";
import { Subscription } from "@/components/live/shared-stream/subscription";
import { type Arrival, CHANNELS, type Channel, compareCursors } from "@/components/live/shared-stream/wire";

const at = (place: number) => `${place}.0.1795000000000`;

/** The event at this place of the feed, and the cursor after it. */
const arrival = (place: number, type = "job.started"): Arrival => ({
  cursor: at(place + 1),
  entry: {
    event_id: String(place),
    type,
    bot_id: "bot",
    time: "2026-11-22T03:00:00Z",
    received_at: "2026-11-22T03:00:00Z",
    data: {},
  },
});

/** What the leader tells: all from one place up to another. */
const stretch = (from: number, to: number, channels: readonly Channel[] = CHANNELS) => ({
  from: at(from),
  to: at(to),
  channels,
  arrivals: Array.from({ length: to - from }, (_, index) => arrival(from + index)),
});

/** A subscription to a log of jobs 0 to 99, from which it may ask for what it misses. */
function following(since: number | null, channels: readonly Channel[] = ["jobs"]) {
  const seen: string[] = [];
  const asked: string[] = [];
  let resets = 0;
  const ask = async (cursor: string | null): Promise<Page> => {
    asked.push(cursor ?? "now");
    const arrivals = stretch(0, 100).arrivals.filter(
      ({ cursor: after }) => compareCursors(after, cursor ?? at(100)) > 0,
    );
    const page = arrivals.slice(0, 10);
    return { arrivals: page, next: page.at(-1)?.cursor ?? at(100), reset: cursor === at(1) };
  };
  const wish = {
    channels,
    since: since === null ? null : at(since),
    receive: (entries: { event_id: string }[]) => seen.push(...entries.map((entry) => entry.event_id)),
    reset: () => resets++,
  };
  const subscription = new Subscription(wish, ask);
  return { subscription, seen, asked, resets: () => resets };
}

const places = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("a part of a page that follows the feed", () => {
  test("gets what is told, each event once, though stretches overlap", () => {
    const { subscription, seen, asked } = following(20);
    for (const [from, to] of [
      [20, 23],
      [20, 23],
      [22, 25],
      [25, 25],
      [25, 26],
    ])
      subscription.take(stretch(from!, to!));
    expect(seen).toEqual(places(20, 26));
    expect(asked).toEqual([]);
  });

  test("asks for what lies between where it stands and where it is told to go on", async () => {
    const { subscription, seen, asked } = following(20);
    subscription.take(stretch(50, 52));
    subscription.take(stretch(52, 53));
    await settled();
    expect(seen).toEqual(places(20, 53));
    expect(asked).toHaveLength(3);
  });

  test("begins with the first stretch where it follows from now", () => {
    const { subscription, seen, asked } = following(null);
    subscription.take(stretch(30, 30));
    subscription.take(stretch(30, 31));
    expect(seen).toEqual(["30"]);
    expect(asked).toEqual([]);
  });

  test("takes nothing for complete that is told of other channels", async () => {
    const { subscription, seen } = following(20, ["jobs", "messages"]);
    subscription.take(stretch(20, 30, ["jobs"]));
    expect(seen).toEqual([]);
    subscription.take(stretch(30, 31));
    await settled();
    expect(seen.slice(0, 11)).toEqual(places(20, 31));
  });

  test("leaves out what is told on channels that it did not ask for", () => {
    const { subscription, seen } = following(20);
    subscription.take({ ...stretch(20, 22), arrivals: [arrival(20, "message.processed"), arrival(21)] });
    expect(seen).toEqual(["21"]);
  });

  test("goes on where the feed can tell again, and says that something is missing", async () => {
    const { subscription, seen, resets } = following(1);
    subscription.take(stretch(50, 51));
    await settled();
    expect(resets()).toBe(1);
    expect(seen).toEqual(["50"]);
    subscription.restart(at(7));
    expect(resets()).toBe(2);
    subscription.take(stretch(7, 8));
    expect(seen).toEqual(["50", "7"]);
  });

  test("hears nothing after it has ended", async () => {
    const { subscription, seen } = following(20);
    subscription.take(stretch(50, 52));
    subscription.end();
    await settled();
    expect(seen).toEqual([]);
  });
});
