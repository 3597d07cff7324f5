import { expect, it } from "vitest";
import { accepted } from "../../support/events";

const RECEIVED_AT = new Date("2026-03-01T12:00:00Z");

it.each([
  ["2026-03-02T12:00:00+00:30", "2026-03-02T11:30:00.000Z"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ["9999-12-31T23:59:59.999-23:59", "9999-12-31T23:59:59.999Z"],
])("a time too far ahead, such as %s, becomes the receipt and is kept as %s", (time, kept) => {
  const event = accepted({ type: "heartbeat", bot_id: "bot", id: "ahead", time }, RECEIVED_AT);
  expect(event.time).toBe(RECEIVED_AT.getTime());
  expect(new Date(event.originalTime!).toISOString()).toBe(kept);
});
