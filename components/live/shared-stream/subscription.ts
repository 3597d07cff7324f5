import { type Page, pollOnce } from "./poll";
import { type Channel, compareCursors, covers, type FeedEntry, type Stretch } from "./wire";

const RETRY_MS = 2000;

/** What a part of a page wants of the feed. */
export interface Wish {
  channels: readonly Channel[];
  /** The cursor after which to follow; null: from now. */
  since: string | null;
  /** Is handed what came, oldest first, each event once. */
  receive(entries: FeedEntry[]): void;
  /** The feed goes on, but cannot tell everything since the cursor. */
  reset?(): void;
}

/**
 * Takes stretches of the feed as they are told and hands on what is new. Where a stretch does not begin at or before the place
 * that was reached, whatever the reason, what lies between is asked for by polling: so nothing is lost, whoever told it.
 */
export class Subscription {
  #cursor: string | null;
  #waiting: Stretch[] = [];
  #isFilling = false;
  #isEnded = false;

  constructor(
    readonly wish: Wish,
    private readonly ask: typeof pollOnce = pollOnce,
  ) {
    this.#cursor = wish.since;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  end(): void {
    this.#isEnded = true;
  }

  take(stretch: Stretch): void {
    if (this.#isEnded || !covers(stretch.channels, this.wish.channels)) return;
    if (this.#isFilling) {
      this.#waiting.push(stretch);
      return;
    }
    this.#cursor ??= stretch.from;
    if (compareCursors(this.#cursor, stretch.from) < 0) {
      this.#waiting.push(stretch);
      void this.#fill(stretch.from);
      return;
    }
    const { channels } = this.wish;
    this.#advance(
      stretch.arrivals.filter(({ entry }) => channels.some((channel) => isOn(channel, entry))),
      stretch.to,
    );
  }

  /** The feed goes on at the cursor; what waits is of the time before. */
  restart(cursor: string): void {
    this.#waiting = [];
    this.#skipTo(cursor);
  }

  #skipTo(cursor: string): void {
    this.#cursor = cursor;
    this.wish.reset?.();
  }

  #advance(arrivals: Stretch["arrivals"], to: string): void {
    const from = this.#cursor;
    const fresh = from === null ? arrivals : arrivals.filter(({ cursor }) => compareCursors(cursor, from) > 0);
    if (from === null || compareCursors(to, from) > 0) this.#cursor = to;
    if (fresh.length > 0 && !this.#isEnded) this.wish.receive(fresh.map(({ entry }) => entry));
  }

  async #fill(target: string): Promise<void> {
    this.#isFilling = true;
    while (!this.#isEnded && this.#cursor !== null && compareCursors(this.#cursor, target) < 0) {
      const before: string = this.#cursor;
      const page = await this.ask(before, this.wish.channels);
      if (this.#cursor !== before) break;
      if (typeof page === "string") await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      else if (page.reset) this.#skipTo(target);
      else this.#advance(page.arrivals, furthest(page, before, target));
    }
    this.#isFilling = false;
    for (const stretch of this.#waiting.splice(0)) this.take(stretch);
  }
}

/** A page that brought nothing and got nowhere is the last: what lay between is no longer kept. */
const furthest = ({ arrivals, next }: Page, before: string, target: string): string =>
  arrivals.length === 0 && compareCursors(next, before) <= 0 ? target : next;

const CHANNEL_OF: Record<string, Channel> = { job: "jobs", message: "messages", error: "errors", dependency: "health" };

/** Whether the event is told on the channel. */
const isOn = (channel: Channel, entry: FeedEntry) => (CHANNEL_OF[entry.type.split(".")[0]!] ?? "alerts") === channel;
