import { describe, expect, it, vi } from "vitest";

vi.stubEnv("LOG_LEVEL", "silent");
const { laneHandler } = await import("@/app/lane");

describe("the lane", () => {
  it.each([
    ["POST", "/api/events"],
    ["POST", "/api/events?x=1"],
    ["POST", "/api/bots/bot-docker-1/heartbeat"],
    ["POST", "/api/bots/a%20b/heartbeat?x"],
    ["GET", "/api/events?since=0"],
    ["GET", "/api/events/stream?channels=jobs"],
    ["GET", "/api/monitoring/stream"],
    ["GET", "/debug/message-stream"],
    ["GET", "/livez"],
    ["GET", "/readyz"],
    ["GET", "/bots/%ff"],
    ["DELETE", "/api/keys/%zz?x"],
    ["POST", "/api/bots/%2e/heartbeat"],
    ["GET", "/api/bots/.."],
  ])("answers %s %s", (method, target) => expect(laneHandler(method, target)).toBeTypeOf("function"));

  it.each([
    ["PUT", "/api/events"],
    ["POST", "/api/events/"],
    ["POST", "//api/events"],
    ["POST", "/api/bots//heartbeat"],
    ["POST", "/api/bots/a/b/heartbeat"],
    ["GET", "/bots/a%20b?q=%ff"],
    ["GET", "/bots/.a/..b/c.?q=/../"],
    ["GET", "/"],
    ["constructor", "/livez"],
    ["", ""],
  ])("leaves %s %s to Next", (method, target) => expect(laneHandler(method, target)).toBeUndefined());
});
