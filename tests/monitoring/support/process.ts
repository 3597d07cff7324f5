import { type ChildProcess, spawn } from "node:child_process";
import { missing } from "../../support/program";
import { eventually } from "../../support/wait";

/** A program that runs until it is stopped. */
export interface RunningProgram {
  output(): string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a program. Throws, saying what to install, where it is not on PATH. */
export async function startProgram(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningProgram> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new Error(missing(command)) : error),
    );
  });
  return { output: () => output.join(""), stop: () => end(child) };
}

/** Waits until the address answers well; ends the program, and tells what it said, where it does not. */
export async function untilReady(program: RunningProgram, url: string): Promise<RunningProgram> {
  const isReady = async () => (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;
  try {
    await eventually(isReady, 30_000, 100);
    return program;
  } catch (error) {
    await program.stop();
    throw new Error(`${url} is not ready (${error}):\n${program.output().slice(-2000)}`);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended.finally(() => clearTimeout(impatience));
}
