import { describe, expect, it } from "vitest";
import { jobRunOf, jobSummaryOf, statusOf } from "@/lib/jobs/run";
import type { StoredRun } from "@/lib/jobs/store";

const NOW = new Date("2026-03-02T12:00:00Z");
const queued: StoredRun = {
  ...{ botId: "b", jobId: "j", attempt: 1, queue: "q", jobType: "t", customerId: null, queuedAt: NOW, startedAt: null },
  ...{
    startReceivedAt: null,
    finishedAt: null,
    outcome: null,
    durationMs: null,
    progressPercent: null,
    progressNote: null,
  },
  ...{
    progressReceivedAt: null,
    errorType: null,
    errorMessage: null,
    errorStack: null,
    deadLettered: false,
    costUsd: null,
  },
  ...{
    valueUsd: null,
    cpuMs: null,
    memoryPeakBytes: null,
    updatedAt: NOW,
    createdXid: "1",
    finishXid: null,
    durationXid: null,
  },
} as StoredRun;

describe("a run", () => {
  it("is queued until it starts or progresses, running until it ends, then what it ended as", () => {
    expect(statusOf(queued)).toBe("queued");
    expect(statusOf({ ...queued, startedAt: NOW })).toBe("running");
    expect(statusOf({ ...queued, progressReceivedAt: NOW })).toBe("running");
    expect(statusOf({ ...queued, outcome: "cancelled" })).toBe("cancelled");
  });

  it("tells its duration in whole milliseconds and in words", () => {
    const ended = { ...queued, outcome: "succeeded", finishedAt: NOW, durationMs: 240_000.4 };
    expect(jobSummaryOf(ended)).toMatchObject({
      duration_ms: 240_000,
      duration_formatted: "4m 0s",
      finished_at: "2026-03-02T12:00:00Z",
    });
    expect(jobSummaryOf(queued)).toMatchObject({ duration_ms: null, duration_formatted: null });
  });

  it("has an error only where something is known of one", () => {
    expect(jobRunOf(queued).error).toBeNull();
    expect(jobRunOf({ ...queued, errorType: "Timeout" }).error).toEqual({
      type: "Timeout",
      message: null,
      stack: null,
    });
  });
});
