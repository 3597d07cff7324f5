// The operators' commands; scripts/ops.mjs runs this.
import { isUnavailable } from "@/lib/db/errors";
import { alertsList } from "./alerts";
import { backup } from "./backup";
import { diagErrors, diagFull, diagPerformance } from "./diagnose";
import { metricsApi, metricsWorker } from "./metrics";
import { monitoringSetup, monitoringStart, monitoringStatus, monitoringStop } from "./monitoring";
import { prodCheck } from "./prod-check";
import { prodOptimize } from "./prod-optimize";
import { restore } from "./restore";
import { type Command, Refusal, UsageError } from "./usage";

const COMMANDS: Record<string, Command> = {
  "monitoring-setup": monitoringSetup,
  "monitoring-start": monitoringStart,
  "monitoring-status": monitoringStatus,
  "monitoring-stop": monitoringStop,
  "metrics-api": metricsApi,
  "metrics-worker": metricsWorker,
  "alerts-list": alertsList,
  "diag-full": diagFull,
  "diag-errors": diagErrors,
  "diag-performance": diagPerformance,
  "prod-check": prodCheck,
  "prod-optimize": prodOptimize,
  backup,
  restore,
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(list());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command "${name}".\n${list()}`);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usageOf(command));
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message}\n${usageOf(command)}`);
    throw error;
  }
}

function list(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(20)} ${summary}`);
  return `Usage: npm run ops -- COMMAND, or make COMMAND. COMMAND --help tells more.\n${lines.join("\n")}`;
}

const usageOf = (command: Command) => `Usage: npm run ops -- ${command.usage}`;

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isTold = error instanceof Refusal || error instanceof UsageError;
    if (isUnavailable(error))
      console.error("The database cannot be reached. Is it running, and is DATABASE_URL right?");
    else console.error(isTold ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
