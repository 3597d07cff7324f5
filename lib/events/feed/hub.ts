import { type Chunk, chunksOf, rowsFrom } from "./chunks";
import type { FeedClient } from "./client";
import { matches } from "./filter";
import { comparePositions, type Position } from "./position";
import { Recent } from "./recent";
import type { FeedRow } from "./store";

/** Hands what the tail reads to the clients that have come up with it: each event is written once for all that share a filter. */
export class Hub {
  #end: Position;
  #recent: Recent;
  readonly #groups = new Map<string, Set<FeedClient>>();
  readonly #onBehind: (client: FeedClient) => void;

  /**
   * @param end where the tail stands
   * @param onBehind called with a client whose queue is full: it is no longer live
   */
  constructor(end: Position, onBehind: (client: FeedClient) => void) {
    this.#end = end;
    this.#recent = new Recent(end);
    this.#onBehind = onBehind;
  }

  get end(): Position {
    return this.#end;
  }

  /** Makes a client live that has come up with the tail. @returns whether it has */
  join(client: FeedClient): boolean {
    if (comparePositions(client.position, this.#end) < 0) return false;
    const group = this.#groups.get(client.key) ?? new Set();
    group.add(client);
    this.#groups.set(client.key, group);
    return true;
  }

  isLive(client: FeedClient): boolean {
    return this.#groups.get(client.key)?.has(client) ?? false;
  }

  leave(client: FeedClient): void {
    const group = this.#groups.get(client.key);
    if (group?.delete(client) && group.size === 0) this.#groups.delete(client.key);
  }

  /** What a client has yet to get up to the end of the tail; null where that is no longer held in memory. */
  missedBy({ position, subscription }: FeedClient): readonly FeedRow[] | null {
    if (!this.#recent.covers(position)) return null;
    return rowsFrom(this.#recent.rows, position).filter((row) => matches(subscription.filter, row));
  }

  /** Takes what the tail read and sends it on. @param next where the rows end */
  append(rows: readonly FeedRow[], next: Position): void {
    const from = this.#end;
    this.#recent.append(rows);
    this.#end = next;
    if (rows.length === 0) return;
    const byBot = groupByBot(rows);
    for (const group of this.#groups.values()) {
      const form = group.values().next().value!.subscription;
      const { filter } = form;
      const candidates = filter.botId === null ? rows : (byBot.get(filter.botId) ?? []);
      const wanted = candidates.filter((row) => matches(filter, row));
      if (wanted.length === 0) continue;
      const shared = [...chunksOf(wanted, form, from, next)];
      for (const client of group) {
        client.skipTo(from);
        const isAhead = comparePositions(client.position, from) > 0;
        const chunks = isAhead ? chunksOf(rowsFrom(wanted, client.position), form, client.position, next) : shared;
        if (!takesAll(client, chunks)) {
          this.leave(client);
          this.#onBehind(client);
        }
      }
    }
  }
}

function takesAll(client: FeedClient, chunks: Iterable<Chunk>): boolean {
  for (const chunk of chunks) if (!client.take(chunk)) return false;
  return true;
}

function groupByBot(rows: readonly FeedRow[]): Map<string, FeedRow[]> {
  const groups = new Map<string, FeedRow[]>();
  for (const row of rows) {
    const group = groups.get(row.botId);
    if (group) group.push(row);
    else groups.set(row.botId, [row]);
  }
  return groups;
}
