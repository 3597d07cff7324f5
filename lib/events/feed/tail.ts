import type { Position } from "./position";
import type { FeedPage } from "./store";

/** Without any notice the log is looked at this often: notices may be lost, or not be had. */
const POLL_MS = 250;
/** While committed rows wait for an older transaction to end; mostly one that is just being committed. */
const HELD_POLL_MS = 15;
/** Rows that have waited longer than this wait for something that takes its time. */
const PATIENCE_MS = 100;
/** For this long after that, reads look past it at once. */
const PATIENT_FOR_MS = 5000;
const RETRY_MS = { first: 100, most: 5000 };
/** The pause after a read, in proportion to what it cost to read and to send: many clients get several events at once. */
const REST = { factor: 1, leastMs: 4, mostMs: 25 };

export interface TailSource {
  start(): Promise<Position>;
  /** @param isPatient whether to look past what holds the feed back without need */
  read(from: Position, isPatient: boolean): Promise<FeedPage>;
}

/** Reads the end of the log for the whole process, as long as somebody follows it. */
export class Tail {
  #isEnded = false;
  #isWoken = false;
  #wake: () => void = () => {};

  /**
   * @param onStart called with the position at which reading begins
   * @param onPage called with every page that was read
   */
  constructor(
    private readonly source: TailSource,
    private readonly onStart: (position: Position) => void,
    private readonly onPage: (page: FeedPage) => void,
  ) {}

  /** Reads until it is ended; the database may come and go. */
  async run(): Promise<void> {
    let position: Position | null = null;
    let retryMs = RETRY_MS.first;
    let heldSince: number | null = null;
    let patientUntil = 0;
    while (!this.#isEnded) {
      this.#isWoken = false;
      const startedAt = performance.now();
      try {
        if (position === null) {
          position = await this.source.start();
          if (!this.#isEnded) this.onStart(position);
          continue;
        }
        const isPatient = startedAt < patientUntil;
        const page: FeedPage = await this.source.read(position, isPatient);
        retryMs = RETRY_MS.first;
        if (this.#isEnded) return;
        position = page.next;
        this.onPage(page);
        heldSince = page.held ? (heldSince ?? startedAt) : null;
        const waits = heldSince === null ? 0 : startedAt - heldSince;
        if (!isPatient && waits > PATIENCE_MS) patientUntil = startedAt + PATIENT_FOR_MS;
        await this.#rest(startedAt);
        if (!page.more) await this.#pause(page.held && waits < PATIENCE_MS * 5 ? HELD_POLL_MS : POLL_MS, true);
      } catch {
        await this.#pause(retryMs, false);
        retryMs = Math.min(RETRY_MS.most, retryMs * 2);
      }
    }
  }

  /** Something was committed. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async #rest(startedAt: number): Promise<void> {
    // What clients take, they take before the next turn of the event loop.
    await this.#pause(0, false);
    const spent = performance.now() - startedAt;
    await this.#pause(Math.min(REST.mostMs, Math.max(REST.leastMs, spent * REST.factor)), false);
  }

  #pause(ms: number, untilWoken: boolean): Promise<void> {
    if (this.#isEnded || (untilWoken && this.#isWoken)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!untilWoken && !this.#isEnded) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
