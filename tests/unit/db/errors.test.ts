import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { isRetryable, isUnavailable } from "@/lib/db/errors";

const coded = (code: string) => Object.assign(new Error("x"), { code });
const wrapped = (cause: Error) => new DrizzleQueryError("insert into events", ["Connection terminated"], cause);

describe("a database error", () => {
  it.each(["ECONNREFUSED", "57P01", "57P03", "08006", "08001", "53300", "53100", "57014", "25006"])(
    "%s means unavailable, wrapped or not",
    (code) => {
      expect(isUnavailable(coded(code))).toBe(true);
      expect(isUnavailable(wrapped(coded(code)))).toBe(true);
      expect(isUnavailable(new AggregateError([coded(code)]))).toBe(true);
    },
  );

  it.each([
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout exceeded when trying to connect",
    "Cannot use a pool after calling end on the pool",
  ])("saying %j means unavailable", (message) => {
    expect(isUnavailable(wrapped(new Error(message)))).toBe(true);
  });

  it("of the statement itself does not", () => {
    for (const code of ["23505", "42P01", "22P05", "ENOENT"]) expect(isUnavailable(coded(code))).toBe(false);
    expect(isUnavailable(wrapped(coded("23505")))).toBe(false);
    expect(isUnavailable("Connection terminated")).toBe(false);
    expect(isUnavailable(undefined)).toBe(false);
  });

  it("may ask for another try", () => {
    expect(isRetryable(wrapped(coded("40P01")))).toBe(true);
    expect(isRetryable(coded("40001"))).toBe(true);
    expect(isRetryable(coded("57P01"))).toBe(false);
  });

  it("that causes itself ends the search", () => {
    const circular = coded("23505") as Error & { cause: unknown };
    circular.cause = circular;
    expect(isUnavailable(circular)).toBe(false);
  });
});
