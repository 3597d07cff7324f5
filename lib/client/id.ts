const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Makes a generator of ULIDs: 26 characters, sortable by time, 80 random bits. Within one millisecond (or while the clock
 * runs backwards) the last id is counted up, so ids of one generator are unique and ascend in the order of their making.
 */
export function createIds(now: () => number = Date.now): () => string {
  let lastMs = -1;
  let digits: number[] = [];
  return () => {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      digits = randomDigits();
    } else {
      countUp(digits);
    }
    return encodeTime(lastMs) + digits.map((digit) => alphabet[digit]).join("");
  };
}

/** Sixteen random base-32 digits; the first stays in the lower half so that counting up has room. */
function randomDigits(): number[] {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte, index) => byte & (index === 0 ? 15 : 31));
}

function countUp(digits: number[]): void {
  for (let index = digits.length - 1; index >= 0; index--) {
    const digit = digits[index] ?? 0;
    digits[index] = digit === 31 ? 0 : digit + 1;
    if (digit !== 31) return;
  }
}

/** Milliseconds since 1970 as ten base-32 digits. */
function encodeTime(ms: number): string {
  let text = "";
  let rest = Math.max(0, Math.floor(ms));
  for (let index = 0; index < 10; index++) {
    text = alphabet[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
