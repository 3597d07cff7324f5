import { afterEach, beforeEach, expect, it } from "vitest";
import { beat } from "@/lib/notify/deadman";
import { type Receiver, startReceiver } from "../../support/receiver";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000);
const beatAt = (seconds: number, path = "/ping") =>
  beat({ env: { DEADMAN_URL: receiver.url + path, OUTBOUND_ALLOW: "127.0.0.1" }, now: at(seconds) });

it("calls once a minute, however often the loop runs", async () => {
  const answers = [];
  for (let seconds = 0; seconds <= 120; seconds += 15) answers.push(await beatAt(seconds));
  expect(answers.filter((each) => each === true)).toHaveLength(3);
  expect(receiver.received).toMatchObject([{ method: "GET", path: "/ping" }, {}, {}]);
});

it("calls again at once when the clock was set back", async () => {
  await beatAt(7200);
  expect(await beatAt(3600)).toBe(true);
});

it("never throws, and says nothing to nobody without a URL", async () => {
  expect(await beat({ env: {}, now: at(0) })).toBeNull();
  receiver.answer(500);
  expect(await beatAt(0, "/fails")).toBe(false);
  const inner = { DEADMAN_URL: `${receiver.url}/inner` };
  expect(await beat({ env: inner, now: at(0) })).toBe(false);
  expect(receiver.received).toHaveLength(1);
});
