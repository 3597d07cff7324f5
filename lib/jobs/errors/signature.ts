/** What errors are grouped by: the type as it is, the message without what differs from one occurrence to the next. */
export interface ErrorSignature {
  /** Stands for the group in URLs: 14 hexadecimal digits. */
  key: string;
  type: string | null;
  /** The message with its changing parts replaced by `<n>`, `<id>` and `<text>`. */
  pattern: string;
}

/** What comes behind says nothing new of the kind of an error. */
const PATTERN_LENGTH = 300;

const TEXT = "<text>";
const ID = "<id>";
const NUMBER = "<n>";

/** In this order: what is replaced first is not looked into again. */
const CHANGING: [pattern: RegExp, stands: string][] = [
  // A quotation stands free at both ends: the apostrophe of "don't" begins none.
  [/(?<!\w)(["'`])(?:(?!\1)[^\n]){1,300}\1(?!\w)/g, TEXT],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, ID],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, ID],
  [/\b0x[0-9a-f]+\b/gi, ID],
  // Identifiers: 8 letters and digits or more, two digits and a letter among them; ERR_HTTP2_STREAM is none.
  [/(?<![a-z\d])(?=[a-z]*\d[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}(?![a-z\d])/gi, ID],
  // One number, whatever it is written with: 10.0.3.7:5432, 2026-11-22, 1,024.5.
  [/\d+(?:[.,:/-]\d+)*/g, NUMBER],
];

/**
 * The signature of an error.
 *
 *     errorSignature("TimeoutError", "no answer from 10.0.3.7:5432 within 30 s").pattern "no answer from <n> within <n> s"
 *     errorSignature(null, "user 'anna' has no order 4711").pattern                       "user <text> has no order <n>"
 *     errorSignature(null, "lock a3f9c2d1e4 is held").pattern                             "lock <id> is held"
 *
 * @param type the error's type, null where it told none
 * @param message the error's message, null where it told none
 */
export function errorSignature(type: string | null, message: string | null): ErrorSignature {
  // Cut before: an endless message would take endless time. What the cut leaves in pieces lies behind the pattern's end.
  let pattern = (message ?? "").slice(0, 3 * PATTERN_LENGTH);
  for (const [changing, stands] of CHANGING) pattern = pattern.replace(changing, stands);
  pattern = pattern.replace(/\s+/g, " ").trim().slice(0, PATTERN_LENGTH).toWellFormed();
  return { key: hashOf(`${type ?? ""}\n${pattern}`), type, pattern };
}

/** 53 bits (cyrb53): groups of one bot are few, and nothing is trusted to it. */
function hashOf(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (2 ** 32 * (low & (2 ** 21 - 1)) + (high >>> 0)).toString(16).padStart(14, "0");
}
