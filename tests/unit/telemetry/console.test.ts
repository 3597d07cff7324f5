import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { logPrintedErrors } from "@/lib/telemetry/console";
import { createLogger } from "@/lib/telemetry/log";

function captured() {
  const lines: string[] = [];
  const out = { error: (text: string) => lines.push(text), warn: (text: string) => lines.push(text) };
  const print = out.error;
  logPrintedErrors(
    out as unknown as Console,
    createLogger(
      () => "debug",
      (line) => print(line),
    ),
  );
  return { out: out as unknown as Console, lines };
}

describe("an error that a library prints", () => {
  it("becomes a line of the log without the parameters of its query", () => {
    const { out, lines } = captured();
    out.error("⨯", new DrizzleQueryError("select 1 where token = $1", ["session-token-of-somebody"], new Error("x")));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: "error", message: "page failed" });
    expect(lines[0]).not.toContain("session-token-of-somebody");
  });

  it("stays as it is where it is text alone", () => {
    const { out, lines } = captured();
    out.warn("ready");
    expect(lines).toEqual(["ready"]);
  });
});
