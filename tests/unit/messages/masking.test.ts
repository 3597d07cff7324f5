import { describe, expect, it } from "vitest";
import { frameOf, pollJson } from "@/lib/events/feed/shape";
import type { FeedRow } from "@/lib/events/feed/store";
import { isTextMasked, withoutText, withoutTextJson } from "@/lib/messages/masking";

const row = (data: object): FeedRow => ({
  ...{ xid: 7, seq: 1, eventId: "e", type: "message.processed", botId: "b", channel: "messages" },
  ...{ time: 0, receivedAt: 0, originalTime: null, data: JSON.stringify(data) },
});
const told = (text: string) => JSON.parse(text.match(/^data: (.*)$/m)?.[1] ?? text);

describe("the text of a message", () => {
  it("is left out for operators, not for keys", () => {
    expect(["operator", "key", "environment"].map((kind) => isTextMasked({ kind }))).toEqual([true, false, false]);
  });

  it("is left out whole, and said to be", () => {
    const data = { user_id: "u", text: "secret", response_time_ms: 3 };
    expect(withoutText("message.processed", data)).toEqual({ user_id: "u", response_time_ms: 3, text_masked: true });
    expect(data.text).toBe("secret");
    expect(withoutTextJson("message.processed", JSON.stringify(data))).not.toContain("secret");
  });

  it("is not told by a member of another name either", () => {
    const data = { user_id: "u", Text: "secret", raw: { text: "secret" }, text: "secret" };
    expect(withoutText("message.processed", data)).toEqual({ user_id: "u", text_masked: true });
    expect(withoutText("message.processed", { user_id: "u", body: "secret" })).toEqual({ user_id: "u" });
  });

  it("is not said to be left out where there is none", () => {
    expect(withoutText("message.processed", { user_id: "u" })).toEqual({ user_id: "u" });
  });

  it("is a message's alone: what other events say stays", () => {
    expect(withoutText("error.occurred", { message: "m", text: "t" })).toEqual({ message: "m", text: "t" });
    expect(withoutTextJson("job.queued", '{"text": 1}')).toBe('{"text": 1}');
  });

  it("is in no form of the feed that is masked, and in each that is not", () => {
    const secret = row({ user_id: "u", text: "secret" });
    for (const shape of ["event", "message"] as const) {
      expect(frameOf(secret, { shape, isMasked: true })).not.toContain("secret");
      expect(frameOf(secret, { shape, isMasked: false })).toContain("secret");
    }
    expect(told(frameOf(secret, { shape: "message", isMasked: true }))).toMatchObject({
      message_text: null,
      text_masked: true,
    });
    expect(told(frameOf(secret, { shape: "message", isMasked: false }))).not.toHaveProperty("text_masked");
    expect(told(pollJson(secret, true)).data).toEqual({ user_id: "u", text_masked: true });
    expect(told(pollJson(secret, false)).data).toEqual({ user_id: "u", text: "secret" });
  });
});
