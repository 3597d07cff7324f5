import { describe, expect, test } from "vitest";
import type { FeedEntry } from "@/components/live/entries";
import {
  eventPath,
  isHighlighted,
  isNarrowed,
  isWanted,
  livePath,
  parseEventKey,
  parseLiveQuery,
} from "@/components/live/query";

const entry = (type: string, data: Record<string, unknown> = {}, bot_id = "bot-1"): FeedEntry => ({
  event_id: "e~1",
  type,
  bot_id,
  time: "2026-11-22T03:26:08.123Z",
  received_at: "2026-11-22T03:26:09.000Z",
  data,
});

describe("the query of the live page", () => {
  test.each([
    "/live",
    "/live?channels=jobs%2Cerrors&bot=bot-1&type=job.finished&q=a+b&failed=1&slower=2000&mark=%26x",
    "/live?q=%3D",
  ])("comes back from %s", (path) => {
    const search = Object.fromEntries(new URL(path, "http://rollcall").searchParams);
    expect(livePath(parseLiveQuery(search))).toBe(path);
  });

  test("leaves nonsense out", () => {
    const query = parseLiveQuery({ channels: "x", type: "job.eaten", slower: "-1", failed: "yes", bot: ["a", "b"] });
    expect(livePath(query)).toBe("/live?bot=a");
    expect(livePath(parseLiveQuery({ channels: "messages", type: "job.queued" }))).toBe("/live?channels=messages");
  });

  test("is narrowed by bot, type and text, not by channels and highlights", () => {
    expect(isNarrowed(parseLiveQuery({ channels: "jobs", failed: "1" }))).toBe(false);
    for (const name of ["bot", "q"]) expect(isNarrowed(parseLiveQuery({ [name]: "x" }))).toBe(true);
  });

  test("names an event by its key", () => {
    const path = eventPath(parseLiveQuery({ channels: "jobs" }), entry("job.queued"));
    const { event } = Object.fromEntries(new URL(path, "http://rollcall").searchParams);
    expect(parseEventKey(event)).toEqual({
      botId: "bot-1",
      time: Date.UTC(2026, 10, 22, 3, 26, 8, 123),
      eventId: "e~1",
    });
    for (const nonsense of [undefined, "", "a~b", "a~b~c", "~~"]) expect(parseEventKey(nonsense)).toBeNull();
  });
});

test.each([
  [{}, true],
  [{ channels: "messages" }, false],
  [{ channels: "jobs" }, true],
  [{ bot: "bot-1" }, true],
  [{ bot: "bot" }, false],
  [{ type: "job.finished" }, true],
  [{ type: "job.started" }, false],
  [{ q: "TIMEOUT" }, true],
  [{ q: "bot-1" }, true],
  [{ q: "timeouts" }, false],
])("an event is wanted by %j: %s", (search, wanted) => {
  const failed = entry("job.finished", { job_id: "j", status: "failed", error: { message: "timeout" } });
  expect(isWanted(failed, parseLiveQuery(search))).toBe(wanted);
});

test.each([
  [{}, entry("error.occurred", { message: "x" }), false],
  [{ failed: "1" }, entry("error.occurred", { message: "x" }), true],
  [{ failed: "1" }, entry("job.finished", { status: "failed" }), true],
  [{ failed: "1" }, entry("job.finished", { status: "succeeded" }), false],
  [{ failed: "1" }, entry("message.processed", { failed: true }), true],
  [{ failed: "1" }, entry("dependency.checked", { status: "down" }), true],
  [{ slower: "100" }, entry("message.processed", { response_time_ms: 101 }), true],
  [{ slower: "100" }, entry("message.processed", { response_time_ms: 100 }), false],
  [{ slower: "0" }, entry("message.processed", {}), false],
  [{ mark: "ada" }, entry("message.processed", { user_id: "u", user_name: "Ada" }), true],
])("by %j stands out %j: %s", (search, event, stands) => {
  expect(isHighlighted(event, parseLiveQuery(search).highlight)).toBe(stands);
});
