import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { createLogger, type LogLevel } from "@/lib/telemetry/log";

function capture(threshold: LogLevel = "debug") {
  const lines: string[] = [];
  const logger = createLogger(
    () => threshold,
    (line) => lines.push(line),
  );
  return { logger, lines, last: () => JSON.parse(lines.at(-1)!) };
}

describe("the log", () => {
  it("is one JSON object a line", () => {
    const { logger, lines, last } = capture();
    logger.info("up\nand running", { port: 3000, when: new Date(0) });
    expect(lines[0]).not.toContain("\n");
    expect(last()).toMatchObject({
      level: "info",
      message: "up\nand running",
      port: 3000,
      when: "1970-01-01T00:00:00.000Z",
    });
    expect(Date.parse(last().time)).toBeGreaterThan(0);
  });

  it("leaves out what is less severe than asked for", () => {
    const { logger, lines } = capture("warn");
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
    expect(lines).toHaveLength(2);
    const silent = capture("silent");
    silent.logger.error("e");
    expect(silent.lines).toHaveLength(0);
  });

  it("blanks members that are named as secrets or message text, at any depth", () => {
    const { logger, lines, last } = capture();
    const names = [
      "authorization",
      "Cookie",
      "set-cookie",
      "apiKey",
      "api_key",
      "password",
      "token",
      "text",
      "message_text",
      "CRON_SECRET",
    ];
    logger.info("x", { headers: [Object.fromEntries(names.map((name) => [name, "hidden"]))] });
    expect(lines[0]).not.toContain("hidden");
    logger.info("x", { key_id: "shown", context: "shown", keys: 3, tokens_per_second: 1 });
    expect(last()).toMatchObject({ key_id: "shown", context: "shown", keys: 3, tokens_per_second: 1 });
  });

  it("blanks keys, bearer tokens and passwords of URLs wherever they stand", () => {
    const { logger, lines } = capture();
    logger.error("failed with rc_i_0123456789abcdef", {
      url: "postgresql://rollcall:hunter2@db:5432/x",
      error: new Error("Authorization: Bearer s3cr3t"),
    });
    expect(lines[0]).not.toMatch(/abcdef|hunter2|s3cr3t/);
    expect(lines[0]).toContain("postgresql://rollcall:");
  });

  it("tells an error with its causes, but never the parameters of a query", () => {
    const { logger, lines, last } = capture();
    const cause = Object.assign(new Error("duplicate key"), { code: "23505" });
    logger.error("x", {
      error: new DrizzleQueryError("insert into events values ($1)", ["what the user wrote"], cause),
    });
    expect(lines[0]).not.toContain("what the user wrote");
    expect(last().error).toMatchObject({
      message: "Failed query: insert into events values ($1)",
      cause: { message: "duplicate key", code: "23505" },
    });
  });

  it("survives circles, big integers and huge text", () => {
    const { logger, lines } = capture();
    const circle: Record<string, unknown> = { n: 10n, long: "x".repeat(1e6) };
    circle.self = circle;
    logger.info("x", { circle });
    expect(lines[0]!.length).toBeLessThan(50_000);
  });
});
