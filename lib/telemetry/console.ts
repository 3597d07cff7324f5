import { log } from "./log";

/**
 * Writes errors that others print, Next those of pages above all, as lines of our log: printed raw, a failed query shows its
 * parameters, a session's token among them. What is text alone goes out as it is.
 * @param out the console to take over
 */
export function logPrintedErrors(
  out: Pick<Console, "error" | "warn">,
  logger: Pick<typeof log, "error" | "warn"> = log,
) {
  for (const level of ["error", "warn"] as const) {
    const print = out[level].bind(out);
    out[level] = (...told: unknown[]) => {
      const error = told.find((one) => typeof one === "object" && one !== null);
      if (error === undefined) return print(...told);
      logger[level]("page failed", { error });
    };
  }
}
