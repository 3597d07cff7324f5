import type { Entry } from "./entry.ts";
import type { EventType } from "./event.ts";

/** How much may wait for the server. Both bounds hold. */
export interface BufferLimits {
  events: number;
  bytes: number;
}

/** Events that a later one of their kind makes good. In need of room they go first. */
const perishable: ReadonlySet<EventType> = new Set<EventType>([
  "heartbeat",
  "job.progress",
  "queue.sampled",
  "dependency.checked",
  "metric.sampled",
]);

/**
 * What waits to be sent, bounded. When it is full the oldest sample (heartbeat, progress, queue, dependency, metric) is
 * dropped, and where there is none, the oldest event. Entries that were taken count against the bounds until they are
 * released, and are never dropped: the server may have them already, and a drop must be a loss that is certain.
 */
export class EventBuffer {
  readonly #limits: BufferLimits;
  readonly #lasting = new Fifo();
  readonly #samples = new Fifo();
  #taken = 0;
  #bytes = 0;
  dropped = 0;

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  /** Entries not taken yet. */
  get waiting(): number {
    return this.#lasting.length + this.#samples.length;
  }

  /** Entries waiting or taken. */
  get size(): number {
    return this.waiting + this.#taken;
  }

  /**
   * Adds an entry and makes room for it.
   * @returns the entries dropped, possibly this very one
   */
  add(entry: Entry): Entry[] {
    (perishable.has(entry.type) ? this.#samples : this.#lasting).push(entry);
    this.#bytes += entry.bytes;
    const dropped: Entry[] = [];
    while (this.size > this.#limits.events || this.#bytes > this.#limits.bytes) {
      const oldest = this.#samples.shift() ?? this.#lasting.shift();
      if (!oldest) break;
      this.#bytes -= oldest.bytes;
      dropped.push(oldest);
    }
    this.dropped += dropped.length;
    return dropped;
  }

  /** The entry that {@link take} would give. */
  peek(): Entry | undefined {
    return this.#elder()?.first;
  }

  /** Takes the oldest entry for sending. It keeps its room until {@link release}. */
  take(): Entry | undefined {
    const entry = this.#elder()?.shift();
    if (entry) this.#taken++;
    return entry;
  }

  /** Forgets taken entries: the server answered for them. */
  release(entries: readonly Entry[]): void {
    this.#taken -= entries.length;
    for (const entry of entries) this.#bytes -= entry.bytes;
  }

  #elder(): Fifo | undefined {
    const lasting = this.#lasting.first;
    const sample = this.#samples.first;
    if (lasting && sample) return lasting.seq < sample.seq ? this.#lasting : this.#samples;
    if (lasting) return this.#lasting;
    return sample ? this.#samples : undefined;
  }
}

/** A queue whose `shift` costs the same however long it is. */
class Fifo {
  #items: (Entry | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): Entry | undefined {
    return this.#items[this.#head];
  }

  push(entry: Entry): void {
    this.#items.push(entry);
  }

  shift(): Entry | undefined {
    const entry = this.#items[this.#head];
    if (!entry) return undefined;
    // Or what was sent long ago would be held until a thousand more have gone.
    this.#items[this.#head++] = undefined;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }
}
