/** The line is no sum: what is wrong and where. */
export class SyntaxFault extends Error {
  override name = "SyntaxFault";
}

const functions: Record<string, (value: number) => number> = {
  sqrt: Math.sqrt,
  ln: Math.log,
  log: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  abs: Math.abs,
};

const constants: Record<string, number> = { pi: Math.PI, e: Math.E };

/**
 * Computes a sum such as `2 * (3 + sqrt 16) ^ 2`. Powers bind tightest and from the right, then signs, then times and divided by.
 * @throws SyntaxFault if the text is no sum, RangeError if it has no finite result
 */
export function calculate(text: string): number {
  const tokens = tokenize(text);
  const parser = new Parser(tokens);
  const value = parser.sum();
  parser.expectEnd();
  if (!Number.isFinite(value)) throw new RangeError("that has no finite result");
  return value;
}

/**
 * The prime factors of a whole number from 2 to 2^53 - 1, by trial division: honest work for the large ones.
 * @throws RangeError outside that range
 */
export function factors(number: number): number[] {
  if (!Number.isSafeInteger(number) || number < 2) throw new RangeError(`no factors of ${number}: 2 to 2^53 - 1 only`);
  const found: number[] = [];
  let rest = number;
  for (let divisor = 2; divisor * divisor <= rest; divisor += divisor === 2 ? 1 : 2) {
    while (rest % divisor === 0) {
      found.push(divisor);
      rest /= divisor;
    }
  }
  return rest > 1 ? [...found, rest] : found;
}

function tokenize(text: string): string[] {
  const tokens = text.match(/\d+(?:\.\d+)?|\.\d+|[a-z]+|\S/gi) ?? [];
  if (tokens.length > 500) throw new SyntaxFault("that is too long for me");
  return tokens;
}

/** Recursive descent, one method for each strength of binding, the weakest first. */
class Parser {
  readonly #tokens: string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: string[]) {
    this.#tokens = tokens;
  }

  sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#accept("+")) value += this.#product();
      else if (this.#accept("-")) value -= this.#product();
      else return value;
    }
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new SyntaxFault(`"${token}" makes no sense there`);
  }

  #product(): number {
    let value = this.#signed();
    for (;;) {
      if (this.#accept("*")) value *= this.#signed();
      else if (this.#accept("/")) value /= this.#signed();
      else return value;
    }
  }

  #signed(): number {
    if (++this.#depth > 100) throw new SyntaxFault("that is nested too deep for me");
    const value = this.#accept("-") ? -this.#signed() : this.#power();
    this.#depth--;
    return value;
  }

  #power(): number {
    const base = this.#atom();
    return this.#accept("^") ? base ** this.#signed() : base;
  }

  #atom(): number {
    const token = this.#tokens[this.#at++]?.toLowerCase();
    if (token === undefined) throw new SyntaxFault("something is missing at the end");
    if (token === "(") {
      const value = this.sum();
      if (!this.#accept(")")) throw new SyntaxFault("a closing bracket is missing");
      return value;
    }
    const apply = Object.hasOwn(functions, token) ? functions[token] : undefined;
    if (apply) return apply(this.#signed());
    const value = Object.hasOwn(constants, token) ? constants[token] : Number(token);
    if (value === undefined || Number.isNaN(value)) throw new SyntaxFault(`I do not know "${token}"`);
    return value;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}
