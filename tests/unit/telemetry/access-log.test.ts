import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { beginRequest } from "@/lib/telemetry/access-log";

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(JSON.parse(line)));
});
afterEach(() => vi.restoreAllMocks());

const answer = (status: number, path = "/api/x") => beginRequest({ requestId: "r-1", method: "GET", path })(status);

it("says nothing at info of what went well", () => {
  answer(200);
  answer(404);
  expect(lines).toEqual([]);
});

it("tells what failed by our fault, ten times a second at most", () => {
  for (let n = 0; n < 500; n++) answer(503);
  expect(lines.length).toBeGreaterThan(0);
  // The loop may lie in two seconds.
  expect(lines.length).toBeLessThanOrEqual(20);
  expect(lines[0]).toMatchObject({ level: "info", message: "request", request_id: "r-1", status: 503, path: "/api/x" });
});
