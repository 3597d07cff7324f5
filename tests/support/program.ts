import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What a program said when it ended, whether well (0) or not. */
export interface Ended {
  code: number;
  output: string;
}

/** Runs a program of the Prometheus world to its end. Throws, saying what to install, where it is not on PATH. */
export async function runProgram(name: string, args: readonly string[], cwd?: string): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(name, args, { cwd, timeout: 240_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: string | number; stdout?: string; stderr?: string };
    if (code === "ENOENT") throw new Error(missing(name));
    if (typeof code !== "number") throw error;
    return { code, output: `${stdout}${stderr}` };
  }
}

/** What to do about a program that is not there. */
export function missing(name: string): string {
  return `${name} is not on PATH. \`npm run test:monitoring\` installs it as root on Debian, or says what to install.`;
}
