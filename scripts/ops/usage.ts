import { type ParseArgsConfig, parseArgs } from "node:util";

/** What was asked for is wrong; the message says how it is done. */
export class UsageError extends Error {}

/** What cannot be done now, told in words: no stack helps. */
export class Refusal extends Error {}

/** One command of the operators. */
export interface Command {
  /** One line for the list of commands. */
  summary: string;
  usage: string;
  /** @returns the exit code */
  run(args: string[]): Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The options of a command line that takes no other words. @throws UsageError */
export function options<const T extends Options>(args: string[], known: T) {
  const { values, positionals } = words(args, known);
  if (positionals.length > 0) throw new UsageError(`What is "${positionals[0]}" for?`);
  return values;
}

/** The options and the words of a command line. @throws UsageError */
export function words<const T extends Options>(args: string[], known: T) {
  try {
    return parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
