import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const dataDir = join(mkdtempSync(join(tmpdir(), "rollcall-keys-")), "not-there");
afterAll(() => rmSync(join(dataDir, ".."), { recursive: true }));

/** Runs the command line of keys without a database. */
async function keys(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DATABASE_URL: "", POSTGRES_URL: "", ROLLCALL_DATA_DIR: dataDir };
  const options = { env, timeout: 60_000 };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, ["scripts/keys.mjs", ...args], options)) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe("the command line of keys", () => {
  it.each(["--help", "-h"])("tells its usage by %s", async (flag) => {
    expect(await keys(flag)).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage:"), stderr: "" });
  });

  it("says how it is used where it is used wrongly", async () => {
    expect(await keys("lst")).toMatchObject({ code: 2, stderr: expect.stringContaining("Usage:") });
  });

  it.each([["list"], ["revoke", "some-id"]])("makes no database for %s where there is none", async (...args) => {
    const { code, stderr } = await keys(...args);
    expect([code, stderr.trim()]).toEqual([1, `There is no database in ${dataDir}. Is ROLLCALL_DATA_DIR right?`]);
    expect(existsSync(dataDir)).toBe(false);
  });
});
