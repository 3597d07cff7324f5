import { open } from "node:fs/promises";
import { calculate, factors, SyntaxFault } from "./calculator.ts";

/**
 * Answers one line: a sum, `factor N`, `define WORD`, `help` or a greeting. Throws where it cannot do what it was rightly asked
 * (a number out of range, a dictionary that cannot be read); what it does not understand it says.
 * @param dictionary path of the file with `word: meaning` lines
 */
export async function answer(line: string, dictionary: string): Promise<string> {
  const text = line.trim();
  if (/^(hi|hello|good (morning|evening))\b/i.test(text)) return "Hello. Ask me a sum, or: define WORD, factor N.";
  if (/^help\b/i.test(text)) return "I can do sums, define WORD and factor N.";
  const define = /^(?:define|what is an?) (.+?)\??$/i.exec(text);
  if (define?.[1]) return await lookUp(define[1].toLowerCase(), dictionary);
  const factor = /^factor (-?\d+)$/i.exec(text);
  if (factor?.[1]) return `${factor[1]} = ${factors(Number(factor[1])).join(" x ")}`;
  try {
    return String(Number(calculate(text).toPrecision(12)));
  } catch (error) {
    if (error instanceof SyntaxFault) return `I do not understand: ${error.message}.`;
    throw error;
  }
}

/** Reads the dictionary line by line each time, as it may be edited while the bot runs. */
async function lookUp(word: string, dictionary: string): Promise<string> {
  const file = await open(dictionary);
  try {
    for await (const line of file.readLines()) {
      const colon = line.indexOf(":");
      if (colon > 0 && line.slice(0, colon) === word) return `${word}: ${line.slice(colon + 1).trim()}`;
    }
    return `I have no word "${word}".`;
  } finally {
    await file.close().catch(() => {});
  }
}
