import { type Env, env } from "@/lib/env";
import { serverUrl } from "./api";
import { backupFolder } from "./backup";
import { type Check, type CheckContext, Fault } from "./checks/check";
import { background, database, schema } from "./checks/database";
import { backup, build, disk, server } from "./checks/machine";
import { address, secrets } from "./checks/settings";
import { type Command, options } from "./usage";

const AFTER_ENVIRONMENT: Record<string, Check> = {
  ...{ secrets, address, build, database, schema, disk, server, background, backup },
};

export const prodCheck: Command = {
  summary: "checks in ten stages whether this installation is fit for production; exits with 0 only if it is",
  usage: `prod-check [--url URL] [--backups DIR] [--backup-hours N] [--free-gb N]
  environment  every variable can be understood
  secrets      they are long, random, different, and readable by you alone
  address      browsers come by HTTPS, and the proxy in front is known
  build        Node.js is new enough, and what runs was built from these sources
  database     it answers, is 15 or newer, loses nothing on a crash, and has connections to spare
  schema       every migration is applied, and tomorrow's events have their partition
  disk         there is room for what comes
  server       Rollcall answers at URL (http://127.0.0.1:PORT otherwise) and is ready
  background   rollups are folded and alerts evaluated
  backup       the newest in DIR (backups in ROLLCALL_DATA_DIR otherwise) is younger than N hours (26), whole, and private`,
  async run(args) {
    const given = options(args, {
      ...{ url: { type: "string" }, backups: { type: "string" } },
      ...{ "backup-hours": { type: "string" }, "free-gb": { type: "string" } },
    });
    const settings = readEnvironment();
    const context = typeof settings === "string" ? null : { env: settings, ...contextOf(given, settings) };
    let failed = report(
      "environment",
      context ? "every variable is understood" : new Fault(String(settings), "Mend them in .env."),
    );
    for (const [name, check] of Object.entries(AFTER_ENVIRONMENT))
      failed += report(
        name,
        context ? await look(check, context) : new Fault("not looked at", "Mend the environment first."),
      );
    console.log(failed === 0 ? "\nAll ten stages passed." : `\n${failed} of ten stages failed.`);
    return failed === 0 ? 0 : 1;
  },
};

type Given = { url?: string; backups?: string; "backup-hours"?: string; "free-gb"?: string };

const contextOf = (given: Given, settings: Env) => ({
  url: serverUrl(given.url),
  backups: given.backups ?? backupFolder(settings),
  backupHours: Number(given["backup-hours"] ?? 26),
  freeGb: Number(given["free-gb"] ?? 2),
});

function readEnvironment(): Env | string {
  try {
    return env();
  } catch (error) {
    return (error as Error).message;
  }
}

async function look(check: Check, context: CheckContext): Promise<string | Fault> {
  try {
    return await check(context);
  } catch (error) {
    if (error instanceof Fault) return error;
    return new Fault(error instanceof Error ? error.message : String(error), "This was not foreseen; see the message.");
  }
}

/** @returns 1 where it failed */
function report(name: string, found: string | Fault): number {
  if (typeof found === "string") {
    console.log(`pass  ${name.padEnd(12)} ${found}`);
    return 0;
  }
  console.log(`FAIL  ${name.padEnd(12)} ${found.message}\n      ${"".padEnd(12)} -> ${found.remedy}`);
  return 1;
}
