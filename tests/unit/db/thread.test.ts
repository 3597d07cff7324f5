import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isUnavailable, sqlState } from "@/lib/db/errors";
import { startDatabaseThread } from "@/lib/db/thread";

let folder: string;
let script: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rollcall-thread-"));
  const outfile = join(folder, "entry.mjs");
  await build({
    entryPoints: [resolve("tests/support/thread-entry.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
  });
  script = pathToFileURL(outfile);
});

afterAll(() => rm(folder, { recursive: true }));

describe("a database thread", () => {
  it("answers every question by its own answer", async () => {
    const thread = startDatabaseThread<string, string>(script, "a-database");
    const questions = Array.from({ length: 50 }, (_, n) => `question ${n}`);
    expect(await Promise.all(questions.map(thread.ask))).toEqual(questions.map((q) => `${q} by a-database`));
    await thread.close();
  });

  it("hands over what the database said, so that it can be judged", async () => {
    const thread = startDatabaseThread<string, string>(script, "a-database");
    const refused = await thread.ask("refuse").catch((error) => error);
    expect(sqlState(refused)).toBe("23514");
    expect(isUnavailable(refused)).toBe(false);
    const unreachable = await thread.ask("reset").catch((error) => error);
    expect(isUnavailable(unreachable)).toBe(true);
    await thread.close();
  });

  it("that dies loses its questions as a lost connection does, and is there again for the next", async () => {
    const thread = startDatabaseThread<string, string>(script, "a-database");
    const lost = [thread.ask("hang"), thread.ask("hang"), thread.ask("die")];
    for (const outcome of await Promise.allSettled(lost)) {
      expect(outcome.status).toBe("rejected");
      expect(isUnavailable((outcome as PromiseRejectedResult).reason)).toBe(true);
    }
    expect(await thread.ask("again")).toBe("again by a-database");
    await thread.close();
  });
});
