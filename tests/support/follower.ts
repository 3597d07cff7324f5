import { expect } from "vitest";
import { FeedReader } from "./feed-reader";
import { eventually, pause } from "./wait";

/** Somebody who watches the jobs of a server and comes back, from where he left off, whenever the stream ends. */
export interface Follower {
  /** Checks that each of these events came, once, and stops. @param keys `bot id` of each */
  expectEachOnce(keys: readonly string[]): Promise<void>;
}

const AGAIN_MS = 100;

/** Starts to follow, from the beginning of the log. */
export async function follow(url: string): Promise<Follower> {
  const reader = new FeedReader(`${url}/api/events/stream?channels=jobs&since=0`);
  await reader.open();
  let isLeaving = false;
  const staying = (async () => {
    while (!isLeaving) {
      if (reader.isEnded) await reader.open().catch(() => {});
      await pause(AGAIN_MS);
    }
  })();
  return {
    expectEachOnce: async (keys) => {
      const seen = () => reader.of("job:updated").map(({ bot_id, event_id }) => `${bot_id} ${event_id}`);
      await eventually(() => reader.of("job:updated").length >= keys.length, 15_000).catch(() => {});
      isLeaving = true;
      await staying;
      reader.cut();
      expect(seen().sort()).toEqual([...keys].sort());
    },
  };
}
