import { comparePositions, type Position } from "./position";
import type { FeedRow } from "./store";

const MAX_ROWS = 5000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** The newest stretch of the feed, held in memory: clients that come back after a short cut need no read of the database. */
export class Recent {
  #rows: FeedRow[] = [];
  #characters = 0;
  #start: Position;

  /** @param start where the stretch begins, with nothing in it */
  constructor(start: Position) {
    this.#start = start;
  }

  /** Whether everything after the position is here. */
  covers(position: Position): boolean {
    return comparePositions(position, this.#start) >= 0;
  }

  /** What is held, in order. */
  get rows(): readonly FeedRow[] {
    return this.#rows;
  }

  append(rows: readonly FeedRow[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#characters += row.data.length;
    }
    if (this.#rows.length <= MAX_ROWS && this.#characters <= MAX_CHARACTERS) return;
    this.#forget();
  }

  /** Down to half of the limits, so that it is seldom done. */
  #forget(): void {
    let gone = 0;
    while (this.#rows.length - gone > MAX_ROWS / 2 || this.#characters > MAX_CHARACTERS / 2) {
      this.#characters -= this.#rows[gone++]!.data.length;
    }
    const first = this.#rows[gone - 1]!;
    this.#start = { xid: first.xid, seq: first.seq + 1 };
    this.#rows = this.#rows.slice(gone);
  }
}
