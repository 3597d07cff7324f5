import { log } from "./log";

/** Methods of the console, and the level of what is printed by them. */
const LEVELS = { error: "error", warn: "warn", log: "info", info: "info" } as const;

/**
 * Writes what others print to the console, Next above all, as lines of our log: printed raw, a failed query shows its
 * parameters, a session's token among them, and text of several lines is no line of a log.
 * @param out the console to take over
 */
export function logPrinted(
  out: Pick<Console, keyof typeof LEVELS>,
  logger: Pick<typeof log, "error" | "warn" | "info"> = log,
) {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, "error" | "warn" | "info"][]) {
    const print = out[method].bind(out);
    out[method] = (...told: unknown[]) => {
      const error = told.find((one) => typeof one === "object" && one !== null);
      if (error !== undefined) return logger[level]("page failed", { error });
      const text = told.map(String).join(" ");
      // The log itself writes by this console.
      return isLine(text) ? print(text) : logger[level](text);
    };
  }
}

const isLine = (text: string) => text.startsWith('{"time":"');
