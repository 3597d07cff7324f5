import { expect, it, vi } from "vitest";

vi.stubEnv("METRICS", "off");
const { beginRequest } = await import("@/lib/telemetry/access-log");
const { countCommit, countCronRun, countDelivery, countEvents, countFed, own, ownFamilies } = await import(
  "@/lib/telemetry/metrics/own"
);

it("measures nothing where METRICS is off, and nothing fails for it", async () => {
  beginRequest({ requestId: "r-1", method: "GET", path: "/api/x" })(200);
  countEvents({ new: 1, duplicate: 0, dropped: 0 });
  countCommit(1);
  countCommit(null);
  countFed(1, 1);
  countCronRun("fold", 1, Date.now());
  countDelivery("slack", "sent", 1);
  expect(own()).toBeUndefined();
  expect(await ownFamilies()).toEqual([]);
});
