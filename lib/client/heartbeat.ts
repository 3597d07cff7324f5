import type { Heartbeat } from "./event.ts";
import { createResourceSampler } from "./resources.ts";
import { startTimer } from "./timer.ts";

/** A change of status is told at once, but not oftener than this, in milliseconds. */
const leastGapMs = 1000;

/** The bot's pulse: a heartbeat at a steady interval, and one soon after its status changes. */
export class Pulse {
  readonly #intervalMs: number;
  readonly #beat: (resources: Heartbeat) => void;
  readonly #sample = createResourceSampler();
  #cancelTimer: (() => void) | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  /** @param beat reports a heartbeat with the resources given; the caller adds status and current job */
  constructor(intervalMs: number, beat: (resources: Heartbeat) => void) {
    this.#intervalMs = intervalMs;
    this.#beat = beat;
  }

  /** Beats now, and from now on at the interval. */
  beat(): void {
    this.#lastMs = performance.now();
    this.#beat(this.#sample());
    this.#schedule(this.#intervalMs);
  }

  /** The status changed: beats as soon as the least gap allows. */
  statusChanged(): void {
    const dueMs = this.#lastMs + leastGapMs - performance.now();
    if (dueMs <= 0) this.beat();
    else this.#schedule(dueMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  #schedule(ms: number): void {
    this.#cancelTimer?.();
    if (!this.#stopped) this.#cancelTimer = startTimer(ms, () => this.beat());
  }
}
