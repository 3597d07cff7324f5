import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** A worker bot of the demo, as a process of its own. */
export interface DemoBot {
  id: string;
  start(): void;
  /** SIGKILL: it says good-bye to nobody. */
  kill(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
}

/** Prepares the demo's worker bot with an empty queue, reporting to `url`. */
export async function demoBot(id: string, { url, key }: { url: string; key: string }): Promise<DemoBot> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-bot-"));
  const program = join(folder, "worker-bot.mjs");
  await build({
    ...{ entryPoints: ["examples/worker-bot.ts"], outfile: program, bundle: true, platform: "node", format: "esm" },
    ...{ target: "node20", logLevel: "warning" },
  });
  let child: ChildProcess | undefined;
  const kill = () =>
    new Promise<void>((done) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return done();
      child.once("exit", () => done());
      child.kill("SIGKILL");
    });
  return {
    id,
    start: () => {
      const given = ["--id", id, "--folder", join(folder, "queue"), "--concurrency", "1", "--tags", "demo"];
      const env = { ...process.env, ROLLCALL_URL: url, ROLLCALL_KEY: key };
      child = spawn(process.execPath, [program, ...given], { env, stdio: "ignore" });
    },
    kill,
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
