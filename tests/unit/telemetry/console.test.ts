import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { logPrinted } from "@/lib/telemetry/console";
import { createLogger } from "@/lib/telemetry/log";

function captured() {
  const lines: string[] = [];
  const write = (text: string) => lines.push(text);
  const out = { error: write, warn: write, log: write, info: write };
  const print = out.error;
  logPrinted(
    out as unknown as Console,
    createLogger(
      () => "debug",
      (line) => print(line),
    ),
  );
  return { out: out as unknown as Console, lines };
}

describe("what a library prints", () => {
  it("becomes a line of the log without the parameters of its query", () => {
    const { out, lines } = captured();
    out.error("⨯", new DrizzleQueryError("select 1 where token = $1", ["session-token-of-somebody"], new Error("x")));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: "error", message: "page failed" });
    expect(lines[0]).not.toContain("session-token-of-somebody");
  });

  it("becomes one where it is text alone, of several lines even", () => {
    const { out, lines } = captured();
    out.warn("half\nready");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: "warn", message: "half\nready" });
  });

  it("stays as it is where it is a line of the log", () => {
    const { out, lines } = captured();
    out.warn('{"time":"2026-11-22T10:00:00.000Z","level":"warn","message":"ready"}');
    expect(lines).toEqual(['{"time":"2026-11-22T10:00:00.000Z","level":"warn","message":"ready"}']);
  });
});
