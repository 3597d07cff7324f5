import { describe, expect, it } from "vitest";
import { DEFAULT_CONTRACT } from "@/lib/bots/contract";
import { judgeLiveness, type LivenessFacts, type LiveRun } from "@/lib/bots/liveness";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const earlier = (ms: number) => NOW - ms;

/** A worker that beat 5 s ago and has nothing to do. */
const worker = (more: Partial<LivenessFacts> = {}): LivenessFacts => ({
  kind: "worker",
  contract: DEFAULT_CONTRACT,
  pausedAt: null,
  firstSeenAt: earlier(24 * HOUR),
  lastSeenAt: earlier(5 * SECOND),
  lastHeartbeatAt: earlier(5 * SECOND),
  lastTakenAt: earlier(HOUR),
  lastProgressAt: earlier(HOUR),
  reportedStatus: "idle",
  namedJobId: null,
  namedAt: null,
  lastQueue: "mail",
  runs: [],
  queues: [],
  ...more,
});

/** An open run that started so long ago. */
const run = (jobId: string, startedMsAgo: number, more: Partial<LiveRun> = {}): LiveRun => ({
  jobId,
  startedAt: earlier(startedMsAgo),
  endedAt: null,
  startReceivedAt: earlier(startedMsAgo),
  progressReceivedAt: null,
  lastSignAt: earlier(startedMsAgo),
  ...more,
});

/** What a bot says that named its job so long ago. */
const named = (namedJobId: string, msAgo: number) => ({ reportedStatus: "busy", namedJobId, namedAt: earlier(msAgo) });

const at = (facts: LivenessFacts, now = NOW) => judgeLiveness(facts, now);

describe("a bot", () => {
  it("is idle when it beats and has nothing to do", () => {
    expect(at(worker())).toEqual({ status: "idle", reason: "Alive, without a job for 1h 0m.", currentJob: null });
    expect(at(worker({ lastTakenAt: null, lastProgressAt: null })).reason).toBe("Alive, without a job so far.");
  });

  it("is busy with the job that its heartbeat names, since that job's start", () => {
    const busy = worker({ reportedStatus: "busy", namedJobId: "abc", runs: [run("abc", 330 * SECOND)] });
    expect(at(busy)).toEqual({
      status: "busy",
      reason: "At job abc for 5m 30s.",
      currentJob: { jobId: "abc", runningMs: 330_000 },
    });
  });

  it("is busy with a named job of whose start nobody told, for an unknown time", () => {
    expect(at(worker({ reportedStatus: "busy", namedJobId: "abc" }))).toMatchObject({
      status: "busy",
      currentJob: { jobId: "abc", runningMs: null },
    });
  });

  it("is busy with its newest open run where no heartbeat names one", () => {
    const silent = worker({
      lastHeartbeatAt: null,
      reportedStatus: null,
      runs: [run("new", 10_000), run("old", 20_000)],
    });
    expect(at(silent)).toMatchObject({ status: "busy", currentJob: { jobId: "new", runningMs: 10_000 } });
  });

  it("is idle once an idle heartbeat came after the last sign of its run, and busy again with the next sign", () => {
    const left = run("left", 30_000);
    expect(at(worker({ runs: [left] })).status).toBe("idle");
    expect(at(worker({ runs: [{ ...left, lastSignAt: earlier(4 * SECOND) }] })).status).toBe("busy");
  });

  it("is idle once the job that its heartbeat named has ended", () => {
    const ended = run("abc", 30_000, { endedAt: earlier(SECOND), lastSignAt: earlier(SECOND) });
    const facts = worker({ ...named("abc", 5 * SECOND), runs: [ended], lastProgressAt: earlier(SECOND) });
    expect(at(facts)).toMatchObject({ status: "idle", currentJob: null });
  });

  it("stays idle however often it beats after the end of the job that it named, and may become a zombie", () => {
    const ended = run("abc", HOUR + MINUTE, { endedAt: earlier(HOUR), lastSignAt: earlier(HOUR) });
    const facts = worker({ ...named("abc", HOUR + SECOND), runs: [ended] });
    expect(at(facts)).toMatchObject({ status: "idle", currentJob: null });
    expect(at({ ...facts, namedAt: ended.endedAt })).toMatchObject({ status: "idle", currentJob: null });
    expect(at({ ...facts, namedAt: null })).toMatchObject({ status: "idle", currentJob: null });
    const waits = { queue: "mail", pending: 7, receivedAt: earlier(MINUTE) };
    expect(at({ ...facts, queues: [waits] }).status).toBe("zombie");
  });

  it("is at the next job, not at the one that it named and ended", () => {
    const ended = run("k1", 30_000, { endedAt: earlier(20_000), lastSignAt: earlier(20_000) });
    const facts = worker({ ...named("k1", 25_000), runs: [run("k2", 10_000), ended] });
    expect(at(facts)).toMatchObject({ status: "busy", currentJob: { jobId: "k2", runningMs: 10_000 } });
  });

  it("is at a job again that it names after that job's end", () => {
    const ended = run("abc", 30_000, { endedAt: earlier(20_000), lastSignAt: earlier(20_000) });
    const facts = worker({ ...named("abc", 10_000), runs: [ended] });
    expect(at(facts)).toMatchObject({ status: "busy", currentJob: { jobId: "abc", runningMs: null } });
  });

  it("takes a heartbeat's word that it is busy, until a job ends", () => {
    const chat = worker({ kind: "chat", reportedStatus: "busy" });
    expect(at(chat).status).toBe("busy");
    expect(at({ ...chat, lastProgressAt: earlier(SECOND) }).status).toBe("idle");
    expect(at({ ...chat, reportedStatus: "draining" }).status).toBe("idle");
  });

  it("is offline after heartbeat interval and grace without any event, and not a second before", () => {
    const silentFor = (ms: number) => worker({ lastSeenAt: earlier(ms), lastHeartbeatAt: earlier(ms) });
    expect(at(silentFor(120 * SECOND)).status).toBe("idle");
    expect(at(silentFor(121 * SECOND))).toMatchObject({
      status: "offline",
      reason: "Nothing heard for 2m 1s; heartbeats are due every 30s, with 1m 30s of grace.",
    });
    const patient = { ...DEFAULT_CONTRACT, heartbeat_interval_seconds: 300 };
    expect(at({ ...silentFor(121 * SECOND), contract: patient }).status).toBe("idle");
  });

  it("is alive by any event, not by heartbeats alone", () => {
    expect(at(worker({ lastHeartbeatAt: earlier(HOUR) })).status).toBe("idle");
  });

  it("is paused above all, and keeps its job", () => {
    const paused = worker({ pausedAt: earlier(90 * SECOND), lastSeenAt: earlier(HOUR), runs: [run("a", 5000)] });
    expect(at({ ...paused, lastHeartbeatAt: null })).toMatchObject({
      status: "paused",
      reason: "An operator paused it 1m 30s ago.",
      currentJob: { jobId: "a" },
    });
  });
});

describe("a stuck bot", () => {
  const at11 = (more: Partial<LiveRun> = {}) =>
    worker({ reportedStatus: "busy", namedJobId: "slow", runs: [run("slow", 11 * MINUTE, more)] });

  it("has an open run without progress for longer than the longest run", () => {
    expect(at(at11())).toMatchObject({
      status: "stuck",
      reason: "Job slow has made no progress for 11m 0s; the limit is 10m 0s.",
      currentJob: { jobId: "slow", runningMs: 11 * MINUTE },
    });
    expect(at(worker({ reportedStatus: "busy", runs: [run("slow", 10 * MINUTE)] })).status).toBe("busy");
  });

  it("is none while the run progresses, however long it takes", () => {
    expect(at(at11({ progressReceivedAt: earlier(MINUTE), lastSignAt: earlier(MINUTE) })).status).toBe("busy");
  });

  it("is measured by receipts: a start that was told late has just begun", () => {
    const told = run("slow", HOUR, { startReceivedAt: earlier(MINUTE), lastSignAt: earlier(MINUTE) });
    const facts = worker({ reportedStatus: "busy", namedJobId: "slow", runs: [told] });
    expect(at(facts)).toMatchObject({ status: "busy", currentJob: { runningMs: HOUR } });
  });

  it("may have a younger job beside the one that does not move", () => {
    const runs = [run("young", MINUTE), run("slow", 11 * MINUTE)];
    expect(at(worker({ reportedStatus: "busy", namedJobId: "slow", runs })).status).toBe("stuck");
  });

  it("is none for a run that it lost: its heartbeats name a job that it took later", () => {
    const runs = [run("young", MINUTE), run("lost", 11 * MINUTE)];
    expect(at(worker({ reportedStatus: "busy", namedJobId: "young", runs })).status).toBe("busy");
  });

  it("is none for a run of which nothing was heard for a day, unless it says that it is busy", () => {
    const silent = { reportedStatus: null, lastHeartbeatAt: null, runs: [run("lost", 25 * HOUR)] };
    expect(at(worker(silent))).toMatchObject({ status: "idle", currentJob: null });
    expect(at(worker({ ...silent, reportedStatus: "busy" })).status).toBe("stuck");
  });
});

describe("a zombie", () => {
  const waiting = { queue: "mail", pending: 7, receivedAt: earlier(MINUTE) };

  it("is alive and idle, but takes no job although its queue waits", () => {
    expect(at(worker({ queues: [waiting] }))).toMatchObject({
      status: "zombie",
      reason: "It has taken no job for 1h 0m, although 7 wait in queue mail.",
    });
    const never = worker({ queues: [waiting], lastTakenAt: null, lastProgressAt: null });
    expect(at(never).reason).toBe("It never took a job, although 7 wait in queue mail.");
  });

  it("is none while it works, is new, or took a job in the last 5 minutes", () => {
    const queues = [waiting];
    expect(at(worker({ queues, runs: [run("a", 2 * SECOND)] })).status).toBe("busy");
    expect(
      at(worker({ queues, firstSeenAt: earlier(4 * MINUTE), lastTakenAt: null, lastProgressAt: null })).status,
    ).toBe("idle");
    expect(at(worker({ queues, lastTakenAt: earlier(5 * MINUTE) })).status).toBe("idle");
    expect(at(worker({ queues, lastProgressAt: earlier(5 * MINUTE) })).status).toBe("idle");
  });

  it("is none where the queue is empty or its sample is old", () => {
    expect(at(worker({ queues: [{ ...waiting, pending: 0 }] })).status).toBe("idle");
    expect(at(worker({ queues: [{ ...waiting, pending: null }] })).status).toBe("idle");
    expect(at(worker({ queues: [{ ...waiting, receivedAt: earlier(6 * MINUTE) }] })).status).toBe("idle");
  });

  it("is a worker: chat bots and services take no jobs, and a bot of unknown kind must have had a queue", () => {
    const queues = [waiting];
    expect(at(worker({ queues, kind: "service" })).status).toBe("idle");
    expect(at(worker({ queues, kind: null })).status).toBe("zombie");
    expect(at(worker({ queues, kind: null, lastQueue: null })).status).toBe("idle");
  });
});

describe("a clock that jumps", () => {
  it("an hour back changes no status: what came later counts as now", () => {
    const busy = worker({ reportedStatus: "busy", namedJobId: "a", runs: [run("a", 5 * SECOND)] });
    for (const facts of [worker(), busy, worker({ pausedAt: earlier(MINUTE) })]) {
      expect(at(facts, NOW - HOUR).status).toBe(at(facts).status);
    }
    expect(at(busy, NOW - HOUR).currentJob).toEqual({ jobId: "a", runningMs: 0 });
  });

  it("of a bot an hour ahead or behind does not matter to its status", () => {
    for (const skew of [-HOUR, HOUR]) {
      const skewed = run("a", 5 * SECOND, { startedAt: earlier(5 * SECOND) + skew });
      expect(at(worker({ reportedStatus: "busy", namedJobId: "a", runs: [skewed] })).status).toBe("busy");
    }
    const ahead = run("a", 5 * SECOND, { startedAt: NOW + HOUR });
    expect(at(worker({ lastHeartbeatAt: null, runs: [ahead] })).currentJob?.runningMs).toBe(5 * SECOND);
  });
});
