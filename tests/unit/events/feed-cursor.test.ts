import { describe, expect, it } from "vitest";
import { comparePositions, formatCursor, parseCursor, positionAfter } from "@/lib/events/feed/position";

describe("a cursor of the feed", () => {
  it("comes back as it went out", () => {
    const text = formatCursor({ xid: 812, seq: 3 }, 1_795_000_000_000);
    expect(text).toBe("812.3.1795000000000");
    expect(parseCursor(text)).toEqual({ xid: 812, seq: 3, at: 1_795_000_000_000 });
  });

  it.each(["", "1", "1.2", "1.2.3.4", "-1.2.3", "1.2.x", "1.99999999999.3", "1.2147483648.3", " 1.2.3", "1.2.3\n"])(
    "is refused as %j",
    (text) => {
      expect(() => parseCursor(text)).toThrow(/no cursor of the feed/);
    },
  );

  it("orders by transaction, then by place within it", () => {
    const sorted = [
      { xid: 10, seq: 0 },
      { xid: 9, seq: 7 },
      { xid: 9, seq: 0 },
    ].sort(comparePositions);
    expect(sorted.map(({ xid, seq }) => `${xid}.${seq}`)).toEqual(["9.0", "9.7", "10.0"]);
  });

  it("after a row stands before the next of its transaction", () => {
    expect(positionAfter({ xid: 9, seq: 7 })).toEqual({ xid: 9, seq: 8 });
  });
});
