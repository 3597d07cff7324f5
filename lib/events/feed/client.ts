import { sseComment } from "../../http/sse";
import { type Chunk, chunksOf } from "./chunks";
import type { FeedFilter } from "./filter";
import { Outlet } from "./outlet";
import { comparePositions, formatCursor, type Position } from "./position";
import type { Form } from "./shape";
import type { FeedRow } from "./store";

/** Between two comments, which keep the connection alive. */
export const COMMENT_MS = 15_000;

/** Between two questions whether a client may still read. */
export const ALLOWANCE_MS = 1500;

const encoder = new TextEncoder();

/** What a client asked for. */
export interface Subscription extends Form {
  filter: FeedFilter;
  /** Whether the client may still read; asked every few seconds, where it is given. */
  isAllowed?: () => Promise<boolean>;
}

/** One open stream. */
export class FeedClient {
  readonly outlet: Outlet;
  /** Everything before it was put into the stream. */
  position: Position;
  /** What clients have in common that can share their chunks. */
  readonly key: string;
  // Milliseconds of performance.now().
  readonly openedAt = performance.now();
  commentDueAt = this.openedAt + COMMENT_MS;
  allowanceDueAt = this.openedAt + ALLOWANCE_MS;
  /** When the fleet's figures are to be told; never, unless it asked for them. */
  metricsDueAt = Number.POSITIVE_INFINITY;

  constructor(
    readonly subscription: Subscription,
    position: Position,
    onEnd: (client: FeedClient) => void,
  ) {
    this.position = position;
    const { filter, shape, isMasked } = subscription;
    this.key = `${shape} ${isMasked} ${filter.channels?.toSorted().join(",") ?? "*"} ${filter.botId ?? "*"}`;
    this.outlet = new Outlet(() => onEnd(this));
  }

  /** Puts a shared chunk into the stream. @returns false where there is no room: the client stays where it is */
  take(chunk: Chunk): boolean {
    if (!this.outlet.push(chunk.bytes)) return false;
    this.position = chunk.next;
    return true;
  }

  /** Puts rows into the stream at the pace at which they are read from it; `next` is where the rows end. */
  async feed(rows: readonly FeedRow[], next: Position): Promise<void> {
    for (const chunk of chunksOf(rows, this.subscription, this.position, next)) {
      await this.outlet.ready();
      if (!this.take(chunk)) return;
    }
    this.skipTo(next);
  }

  /** Passes what the filter leaves out. */
  skipTo(next: Position): void {
    if (comparePositions(this.position, next) < 0) this.position = next;
  }

  /** Puts text that is no part of the log, left out where the queue is full. @param at epoch milliseconds */
  say(text: (cursor: string) => string, at: number): void {
    this.outlet.push(encoder.encode(text(formatCursor(this.position, at))));
  }

  keepAlive(at: number): void {
    this.say(sseComment, at);
  }
}
