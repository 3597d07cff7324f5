import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Ended } from "./program";

/** Runs a command of the operators (scripts/ops.mjs) as a shell would, with these variables beside our own. */
export async function runOps(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const options = { env: { ...process.env, ...env }, timeout: 120_000, maxBuffer: 16 * 2 ** 20 };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["scripts/ops.mjs", ...args], options);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: string | number; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { code, output: `${stdout}${stderr}` };
  }
}
