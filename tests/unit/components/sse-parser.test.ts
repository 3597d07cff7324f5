import { describe, expect, test } from "vitest";
import { sseParser } from "@/components/live/shared-stream/sse-parser";
import { sseComment, sseEvent, sseOpening } from "@/lib/http/sse";

const STREAM =
  sseOpening("1.0.5", 2000) +
  sseEvent("2.0.6", "message:new", '{"a":1}') +
  sseComment("3.0.7") +
  sseEvent("4.0.8", "job:updated", '{"text":"data: x\\n\\nid: 9"}');

const FRAMES = [
  { name: null, id: "1.0.5", data: "" },
  { name: "message:new", id: "2.0.6", data: '{"a":1}' },
  { name: null, id: "3.0.7", data: "" },
  { name: "job:updated", id: "4.0.8", data: '{"text":"data: x\\n\\nid: 9"}' },
];

describe("a stream of Server-Sent Events", () => {
  test("is taken apart, comments and ids without data too", () => expect(sseParser()(STREAM)).toEqual(FRAMES));

  test("is the same wherever it is cut", () => {
    for (const size of [1, 2, 3, 7, 50]) {
      const parse = sseParser();
      const parts = Array.from({ length: Math.ceil(STREAM.length / size) }, (_, at) =>
        STREAM.slice(at * size, (at + 1) * size),
      );
      expect(parts.flatMap(parse)).toEqual(FRAMES);
    }
  });

  test("goes on with the last id where a frame has none", () => {
    const parse = sseParser();
    parse(sseOpening("1.0.5", 2000));
    expect(parse("event: x\ndata: {}\n\n")).toEqual([{ name: "x", id: "1.0.5", data: "{}" }]);
  });
});
