import { env } from "../env";
import { redact } from "./redact";
import { currentRequest } from "./request-scope";

const SEVERITY = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 };

export type LogLevel = keyof typeof SEVERITY;
export type LogFields = Record<string, unknown>;

/**
 * Writes one JSON object a line: `time`, `level`, `message`, the id of the request that is being answered, if any, and the
 * fields, of which secrets and message text are blanked.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * Makes a logger.
 * @param threshold tells the least severe level to write, asked at each line
 * @param write takes the finished line
 */
export function createLogger(threshold: () => LogLevel, write: (line: string, level: LogLevel) => void): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (SEVERITY[level] < SEVERITY[threshold()]) return;
      const requestId = currentRequest()?.requestId;
      const line = {
        time: new Date().toISOString(),
        level,
        message: redact(message),
        ...(requestId !== undefined && { request_id: redact(requestId) }),
        ...(redact(fields) as LogFields),
      };
      write(JSON.stringify(line), level);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** The log of this process: standard output, warnings and errors to standard error; `LOG_LEVEL` decides what is written. */
export const log: Logger = createLogger(
  () => env().LOG_LEVEL,
  (line, level) => (level === "warn" || level === "error" ? console.error(line) : console.log(line)),
);
