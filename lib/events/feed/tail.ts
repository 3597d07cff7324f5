import type { Position } from "./position";
import type { FeedPage } from "./store";

/** Without any notice the log is looked at this often: notices may be lost, or not be had. */
const POLL_MS = 250;
/** While committed rows wait for an older transaction to end. */
const HELD_POLL_MS = 15;
const RETRY_MS = { first: 100, most: 5000 };
/** A part of the time is left to others, however fast events come: sending to many is work of the same thread. */
const REST = { factor: 1, least: 4, most: 50 };

export interface TailSource {
  start(): Promise<Position>;
  read(from: Position): Promise<FeedPage>;
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
    while (!this.#isEnded) {
      this.#isWoken = false;
      const startedAt = performance.now();
      try {
        if (position === null) {
          position = await this.source.start();
          if (!this.#isEnded) this.onStart(position);
          continue;
        }
        const page = await this.source.read(position);
        retryMs = RETRY_MS.first;
        if (this.#isEnded) return;
        position = page.next;
        this.onPage(page);
        const spent = (performance.now() - startedAt) * REST.factor;
        await this.#pause(Math.min(REST.most, Math.max(REST.least, spent)), false);
        if (!page.more) await this.#pause(page.held ? HELD_POLL_MS : POLL_MS, true);
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
