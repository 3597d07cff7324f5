import { describe, expect, test } from "vitest";
import { CHANNELS, type FeedEntry, KEPT, merged, parseChannels } from "@/components/live/entries";
import { lineOf } from "@/components/live/line";

const entry = (id: string, bot = "a"): FeedEntry => ({
  event_id: id,
  type: "job.started",
  bot_id: bot,
  time: "2026-11-22T03:00:00Z",
  received_at: "2026-11-22T03:00:00Z",
  data: {},
});
const ids = (entries: FeedEntry[]) => entries.map((each) => each.event_id);

describe("what is shown of the feed", () => {
  test("is newest first, and each event once however it came", () => {
    const shown = merged([entry("2"), entry("1")], [entry("2"), entry("3"), entry("3"), entry("4")]);
    expect(ids(shown)).toEqual(["4", "3", "2", "1"]);
  });

  test("holds events of different bots apart though their ids are equal", () => {
    expect(merged([entry("1", "a")], [entry("1", "b")])).toHaveLength(2);
  });

  test("is the newest 50", () => {
    const many = Array.from({ length: 80 }, (_, at) => entry(String(at)));
    const shown = merged([entry("old")], many);
    expect(shown).toHaveLength(KEPT);
    expect(shown[0]?.event_id).toBe("79");
    expect(shown.at(-1)?.event_id).toBe("30");
  });

  test("stays the same object when nothing new came, so nothing is drawn again", () => {
    const shown = [entry("1")];
    expect(merged(shown, [entry("1")])).toBe(shown);
  });
});

test("channels come from the URL; none or nonsense is all", () => {
  expect(parseChannels("errors,jobs,nonsense")).toEqual(["jobs", "errors"]);
  expect(parseChannels("nonsense")).toEqual([...CHANNELS]);
  expect(parseChannels(undefined)).toEqual([...CHANNELS]);
});

describe("an event in one line", () => {
  test.each([
    ["job.started", { job_id: "j1", attempt: 2 }, "j1 started, attempt 2"],
    ["job.progress", { job_id: "j1", percent: 0, note: "warming up" }, "j1 · 0% · warming up"],
    [
      "job.finished",
      { job_id: "j1", status: "failed", duration_ms: 240_000, error: { type: "E", message: "no answer" } },
      "j1 failed in 4m 0s: no answer",
    ],
    ["job.finished", { job_id: "j1", status: "failed", error: "no answer" }, "j1 failed: no answer"],
    ["message.processed", { user_id: "u1", text: "hello", response_time_ms: 120 }, "u1: hello in 120ms"],
    ["error.occurred", { type: "RangeError", message: "out of range" }, "RangeError: out of range"],
    ["dependency.checked", { component: "db", status: "down" }, "db is down"],
  ])("%s", (type, data, line) => expect(lineOf({ type, data })).toBe(line));
});
