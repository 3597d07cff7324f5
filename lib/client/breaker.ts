/** `closed`: requests flow. `open`: none are made. `half-open`: one small one is let through to see. */
export type BreakerState = "closed" | "open" | "half-open";

/** When the breaker opens, and for how long. */
export interface BreakerOptions {
  /** Failures in a row that open it. */
  failures: number;
  /** Milliseconds it stays open before one try is let through. */
  openMs: number;
}

/** A circuit breaker. Times are milliseconds of a clock that never runs back, handed in by the caller. */
export interface Breaker {
  state(nowMs: number): BreakerState;
  /** Milliseconds until a try is allowed; 0 if it is allowed now. */
  waitMs(nowMs: number): number;
  /** The server took a request. */
  succeeded(): void;
  /** A try failed. Opens the breaker at the limit, or at once if the try was the half-open one. */
  failed(nowMs: number): void;
  /** Opens the breaker whatever the count: the server answered that trying again soon is of no use. */
  trip(nowMs: number): void;
}

/** Makes a closed breaker. The open time is shortened by up to a quarter at random, so a fleet does not knock in step. */
export function createBreaker(options: BreakerOptions, random: () => number = Math.random): Breaker {
  let failuresInRow = 0;
  let openUntilMs: number | undefined;

  const trip = (nowMs: number) => {
    openUntilMs = nowMs + options.openMs * (1 - random() / 4);
  };
  return {
    state(nowMs) {
      if (openUntilMs === undefined) return "closed";
      return nowMs < openUntilMs ? "open" : "half-open";
    },
    waitMs(nowMs) {
      return openUntilMs === undefined ? 0 : Math.max(0, openUntilMs - nowMs);
    },
    succeeded() {
      failuresInRow = 0;
      openUntilMs = undefined;
    },
    failed(nowMs) {
      failuresInRow++;
      if (openUntilMs !== undefined || failuresInRow >= options.failures) trip(nowMs);
    },
    trip,
  };
}
