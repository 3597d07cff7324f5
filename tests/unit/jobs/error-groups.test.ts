import { describe, expect, it } from "vitest";
import { type Failure, groupErrors } from "@/lib/jobs/errors/group";
import { errorSignature } from "@/lib/jobs/errors/signature";

const pattern = (message: string) => errorSignature(null, message).pattern;

describe("what changes in a message", () => {
  it.each([
    ["no answer from 10.0.3.7:5432 within 30 s", "no answer from <n> within <n> s"],
    ["user 'anna' has no order 4711", "user <text> has no order <n>"],
    ['key "a b" and `c` are gone', "key <text> and <text> are gone"],
    ["lock a3f9c2d1e4 is held", "lock <id> is held"],
    ["run 123e4567-E89B-12d3-a456-426614174000 is lost", "run <id> is lost"],
    ["bad pointer 0xDEADBEEF", "bad pointer <id>"],
    ["no mailbox for eve.b+x@mail.example.org", "no mailbox for <id>"],
    ["at 2026-11-22T10:00:00Z,  1,024.5 of 2,000 rows\nwere read", "at <n>T<n>Z, <n> of <n> rows were read"],
  ])("is left out of %j", (message, expected) => expect(pattern(message)).toBe(expected));

  it.each(["I don't know what you can't say", "ERR_HTTP2_STREAM_CANCEL", "permission denied"])(
    "is nothing in %j but numbers",
    (message) => expect(pattern(message)).toBe(message.replace("2", "<n>")),
  );

  it("is the same however long the message is, in little time", () => {
    const began = performance.now();
    const long = `${"'a".repeat(50_000)} ${"1".repeat(50_000)}`;
    expect(errorSignature("E", long).pattern.length).toBeLessThanOrEqual(300);
    expect(performance.now() - began).toBeLessThan(200);
  });

  it("keeps half a character out", () => expect(pattern(`${"x ".repeat(149)}x😀`).isWellFormed()).toBe(true));
});

describe("the key of a group", () => {
  it("is 14 hexadecimal digits, the same for the same error", () => {
    const [one, two] = [1, 2].map((n) => errorSignature("TimeoutError", `order ${n} timed out`).key);
    expect(one).toMatch(/^[0-9a-f]{14}$/);
    expect(two).toBe(one);
  });

  it("differs with the type and with the message", () => {
    const keys = [
      errorSignature("A", "x"),
      errorSignature("B", "x"),
      errorSignature(null, "x"),
      errorSignature("A", "y"),
      errorSignature("A", null),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(5);
  });
});

describe("groups of errors", () => {
  const run = (at: number, jobId: string, message: string): Failure => ({
    ...{ type: "E", message, at, jobId, failedRun: true },
  });
  const told = (at: number, jobId: string | null, message: string): Failure => ({
    ...run(at, "", message),
    ...{ jobId, failedRun: false },
  });

  it("count together what differs in numbers only, the group last seen first", () => {
    const groups = groupErrors([run(1000, "a", "row 1"), run(3000, "b", "row 22"), run(2000, "a", "gone")]);
    expect(groups).toMatchObject([
      { pattern: "row <n>", message: "row 22", count: 2, jobs: 2, failed_jobs: 2, last_job_id: "b" },
      { pattern: "gone", count: 1, jobs: 1 },
    ]);
    expect(groups[0]).toMatchObject({ first_seen_at: "1970-01-01T00:00:01Z", last_seen_at: "1970-01-01T00:00:03Z" });
  });

  it("count an error and the failed run of its job once, and every attempt that failed", () => {
    const [group] = groupErrors([run(1000, "a", "x"), told(1001, "a", "x"), run(2000, "a", "x")]);
    expect(group).toMatchObject({ count: 2, jobs: 1, failed_jobs: 1 });
  });

  it("count errors that no run failed by, with or without a job", () => {
    const [group] = groupErrors([told(1000, null, "x"), told(2000, "a", "x"), told(3000, "a", "x")]);
    expect(group).toMatchObject({ count: 3, jobs: 1, failed_jobs: 0, last_job_id: "a" });
  });

  it("are none of no failures", () => expect(groupErrors([])).toEqual([]));
});
