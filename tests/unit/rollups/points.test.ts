import { describe, expect, it } from "vitest";
import type { AcceptedEvent } from "@/lib/events/event";
import { pointsOf } from "@/lib/rollups/points";

const metric = (labels: Record<string, string>): AcceptedEvent => ({
  botId: "a",
  eventId: "e",
  type: "metric.sampled",
  time: 0,
  receivedAt: 0,
  originalTime: null,
  pinned: false,
  length: 0,
  data: { name: "m", value: 1, labels },
});
const labelOf = (labels: Record<string, string>) => pointsOf(metric(labels))[0]!.l;

describe("the label of a custom metric", () => {
  it("is its name and labels in order", () => {
    expect(labelOf({ b: "2", a: "1" })).toBe('m{a="1",b="2"}');
  });

  it("stays apart from one that begins alike, however long both are", () => {
    const long = "x".repeat(200);
    const [one, two] = ["1", "2"].map((last) => labelOf({ a: long, b: long, c: long, d: last }));
    expect(one).toHaveLength(400);
    expect(one).not.toBe(two);
    expect(labelOf({ d: "1", c: long, b: long, a: long })).toBe(one);
  });
});
