/** Limits of what one event may carry; beyond them it is refused, or cut where it says so. */
export const LIMITS = {
  eventBytes: 32 * 1024,
  /** Levels of arrays and objects. */
  depth: 32,
  nameLength: 200,
  idLength: 100,
  /** Message text is cut here and marked. */
  textBytes: 8 * 1024,
  /** Error stacks are cut here and marked. */
  stackBytes: 16 * 1024,
  /** A time further ahead is replaced by the receipt time. */
  futureMs: 23 * 3600 * 1000,
  /** Of an event further ahead the first time taken is remembered: a resend may find it less than `futureMs` ahead. */
  rememberedFutureMs: 12 * 3600 * 1000,
} as const;
