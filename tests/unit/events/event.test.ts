import { describe, expect, it } from "vitest";
import { acceptEvent, type Refusal } from "@/lib/events/accept";
import type { AcceptedEvent, EventType } from "@/lib/events/event";

const options = { receivedAt: Date.parse("2026-11-22T10:00:00Z"), oldest: 0 };
const accept = (type: EventType, data: object, more: object = {}): AcceptedEvent & Refusal =>
  acceptEvent({ type, bot_id: "b", data, ...more }, options) as AcceptedEvent & Refusal;
const finished = (error: unknown) => accept("job.finished", { job_id: "j", status: "failed", error });

describe("null stands for what is absent", () => {
  it("among the parts of an error", () => {
    expect(finished({ type: null, message: "m", stack: null }).data.error).toEqual({ message: "m" });
  });

  it("among labels and tags", () => {
    const metric = accept("metric.sampled", { name: "n", value: 1, labels: { a: "1", b: null } });
    expect(metric.data.labels).toEqual({ a: "1" });
    expect(accept("heartbeat", { tags: ["a", null, "b"] }).data.tags).toEqual(["a", "b"]);
  });

  it("but not in members that the catalogue does not name", () => {
    expect(accept("heartbeat", { mood: { level: null } }).data).toEqual({ mood: { level: null } });
  });
});

describe("an error that is unfit", () => {
  it.each([[5], [{ message: 5 }], [{ type: "t", stack: null }], [["m"]]])(
    "such as %j is told with what is expected",
    (error) => {
      const expected = "an object of texts: message and, where known, type and stack";
      expect(finished(error)).toEqual({ code: "invalid", detail: `data.error: expected a text, or ${expected}` });
    },
  );
});

describe("an id that cannot be stored", () => {
  it.each(["a\u0000", "a\ud800", "\udc00b"])("such as %j is refused, since it would become another one", (id) => {
    const refused = { code: "invalid", detail: "id: NUL and lone surrogates cannot be stored" };
    expect(accept("heartbeat", {}, { id })).toEqual({ id, ...refused });
    for (const type of ["job.queued", "job.started", "job.progress", "job.finished"] as const) {
      const { code, detail } = accept(type, { job_id: id, status: "failed" });
      expect([code, detail]).toEqual(["invalid", `data.${refused.detail.replace("id", "job_id")}`]);
    }
  });

  it("is replaced where it is only mentioned, like any text", () => {
    const data = { current_job_id: "a\u0000", note: "\ud800" };
    expect(accept("heartbeat", data, { id: "😀" })).toMatchObject({
      eventId: "😀",
      data: { current_job_id: "a\ufffd", note: "\ufffd" },
    });
  });
});

describe("text that is too long", () => {
  const stack = "s".repeat(40_000);
  const cut = { stack: "s".repeat(16_384), stack_truncated: true };

  it("is cut before the event is found too large", () => {
    const { data } = accept("message.processed", { user_id: "u", text: "ä".repeat(33_000) });
    expect(data).toEqual({ user_id: "u", text: "ä".repeat(4096), text_truncated: true });
    expect(accept("error.occurred", { message: "m", stack }).data).toEqual({ message: "m", ...cut });
    expect(finished({ message: "m", stack }).data.error).toEqual({ message: "m", ...cut });
  });

  it("has nothing longer in its place when NUL is replaced", () => {
    const { data } = accept("message.processed", { user_id: "u", text: "\u0000".repeat(4000) });
    expect(data.text).toBe("\ufffd".repeat(2730));
  });

  it("saves no event in which something else is too long", () => {
    const other = "x".repeat(33_000);
    expect(accept("message.processed", { user_id: "u", text: stack, other })).toMatchObject({ code: "too_large" });
    expect(finished(stack)).toMatchObject({ code: "too_large" });
    expect(accept("heartbeat", { other }, { id: "i" })).toMatchObject({ id: "i", code: "too_large" });
  });
});
