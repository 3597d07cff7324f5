import { afterEach, describe, expect, it, vi } from "vitest";
import { Outlet } from "@/lib/events/feed/outlet";

const chunk = (bytes: number) => new Uint8Array(bytes);

afterEach(() => vi.useRealTimers());

describe("a client's end of the feed", () => {
  it("takes bytes until its queue is full, and again when they are read", async () => {
    const outlet = new Outlet(() => {});
    let taken = 0;
    while (outlet.push(chunk(64 * 1024))) taken++;
    expect(taken).toBe(4);
    const room = outlet.ready();
    await outlet.stream.getReader().read();
    await room;
    expect(outlet.push(chunk(1))).toBe(true);
  });

  it("tells for how long it has been full without anything being read", async () => {
    vi.useFakeTimers();
    const outlet = new Outlet(() => {});
    expect(outlet.stalledMs(performance.now() + 9000)).toBe(0);
    outlet.push(chunk(300 * 1024));
    expect(outlet.stalledMs(performance.now() + 9000)).toBe(9000);
    await outlet.stream.getReader().read();
    await outlet.ready();
    expect(outlet.stalledMs(performance.now() + 9000)).toBe(0);
  });

  it("ends once, whoever ends it, and lets those go who wait for room", async () => {
    const onEnd = vi.fn();
    const outlet = new Outlet(onEnd);
    outlet.push(chunk(300 * 1024));
    const room = outlet.ready();
    await outlet.stream.cancel();
    await room;
    outlet.close();
    outlet.drop("too slow");
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(outlet.push(chunk(1))).toBe(false);
  });

  it("throws away what waits when it is dropped", async () => {
    const outlet = new Outlet(() => {});
    outlet.push(chunk(10));
    outlet.drop("The client reads too slowly.");
    await expect(outlet.stream.getReader().read()).rejects.toThrow("too slowly");
  });
});
