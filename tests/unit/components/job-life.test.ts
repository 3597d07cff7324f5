import { expect, test } from "vitest";
import { stationsOf } from "@/components/jobs/life";
import type { JobRun } from "@/lib/jobs/job";

const RUN: JobRun = {
  attempt: 1,
  status: "succeeded",
  queued_at: "2026-11-22T03:00:00Z",
  started_at: "2026-11-22T03:00:42Z",
  finished_at: "2026-11-22T03:06:12Z",
  duration_ms: 330_000,
  progress_percent: 62.4,
  progress_note: "uploading",
  error: null,
  dead_lettered: false,
  cost_usd: null,
  value_usd: null,
  cpu_ms: null,
  memory_peak_bytes: null,
};

test("an attempt's life is told in its order, with its waits", () => {
  expect(stationsOf(RUN).map(({ name, note }) => [name, note])).toEqual([
    ["Queued", ""],
    ["Started", "after waiting 42s"],
    ["Progress", "62% · uploading"],
    ["Succeeded", "after 5m 30s"],
  ]);
});

test("what is not known is left out, but an unreported start is said", () => {
  const run = { ...RUN, queued_at: null, started_at: null, progress_percent: null, progress_note: null };
  expect(stationsOf({ ...run, status: "failed", dead_lettered: true, duration_ms: null })).toEqual([
    { name: "Started", at: null, note: "not reported" },
    { name: "Failed", at: run.finished_at, note: "moved to the dead letters" },
  ]);
});
