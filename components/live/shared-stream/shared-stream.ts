import { type Connection, tellConnection } from "@/components/console/connection";
import { Leadership } from "./leadership";
import { Source } from "./source";
import { Subscription, type Wish } from "./subscription";
import { browserThrone } from "./throne";
import { CHANNELS, type Channel, covers, type StreamState, type Stretch, type Telling } from "./wire";

const NAME = "rollcall-feed";
const BEAT_MS = 3000;
const WIDE_MS = 30_000;

/** What the state of the stream says of the connection. */
const CONNECTION_OF: Record<Exclude<StreamState, "connecting">, Exclude<Connection, "unknown">> = {
  streaming: "connected",
  polling: "connected",
  stopped: "lost",
  "signed-out": "signed_out",
};

/** Where nobody wants more, the stream is open for this alone: it shows whether Rollcall can be reached. */
const LEAST: readonly Channel[] = ["alerts"];

/**
 * The feed as this tab has it: one tab of the browser, the leader, holds the only connection and tells the others what comes.
 * Made once a page load; it works as long as anybody uses it.
 */
export class SharedStream {
  #state: StreamState = "connecting";
  /** How far the leader has told, whoever it is or was. */
  #cursor: string | null = null;
  #source: Source | null = null;
  /** Since when the source brings more than is wanted. */
  #wideSince: number | null = null;
  readonly #tab = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  readonly #others = new Map<string, readonly Channel[]>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #watchers = new Set<() => void>();
  readonly #air = new BroadcastChannel(NAME);
  readonly #leadership: Leadership;
  readonly #beats: ReturnType<typeof setInterval>;

  constructor() {
    this.#air.onmessage = ({ data }: MessageEvent<Telling>) => this.#hear(data);
    this.#leadership = new Leadership(browserThrone(), {
      lead: () => this.#tune(),
      resign: () => this.#untune(),
      say: (telling) => this.#say(telling),
    });
    this.#beats = setInterval(() => this.#leadership.isLeader && this.#tune(), BEAT_MS);
    window.addEventListener("pagehide", this.#onLeave);
    this.#greet();
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Calls the watcher whenever the state changes. @returns ends it */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Follows the feed for a part of the page. @returns ends it */
  follow(wish: Wish): () => void {
    const subscription = new Subscription(wish);
    this.#subscriptions.add(subscription);
    this.#greet();
    return () => {
      subscription.end();
      this.#subscriptions.delete(subscription);
      this.#greet();
    };
  }

  get isUsed(): boolean {
    return this.#subscriptions.size + this.#watchers.size > 0;
  }

  end(): void {
    window.removeEventListener("pagehide", this.#onLeave);
    clearInterval(this.#beats);
    this.#leadership.end();
    this.#onLeave();
    this.#air.close();
  }

  readonly #onLeave = () => this.#say({ kind: "bye", tab: this.#tab });

  #say(telling: Telling): void {
    this.#air.postMessage(telling);
  }

  #greet(): void {
    if (this.#leadership.isLeader) this.#tune();
    else this.#say({ kind: "hello", tab: this.#tab, channels: this.#own() });
  }

  #hear(telling: Telling): void {
    switch (telling.kind) {
      case "hello":
        this.#others.set(telling.tab, telling.channels);
        if (this.#leadership.isLeader) this.#tune();
        return;
      case "bye":
        this.#others.delete(telling.tab);
        return;
      case "offer":
        this.#leadership.offered();
        return;
      case "claim":
        this.#leadership.claimed();
        return;
    }
    if (this.#leadership.isLeader) return;
    this.#leadership.heard();
    if (telling.kind === "stretch") this.#deliver(telling.stretch);
    else if (telling.kind === "reset") this.#restart(telling.cursor);
    else this.#follow(telling);
  }

  #follow({ state, cursor, channels }: Extract<Telling, { kind: "beat" }>): void {
    this.#show(state);
    if (!covers(channels, this.#own())) this.#greet();
    if (cursor !== null) this.#deliver({ from: cursor, to: cursor, channels, arrivals: [] });
  }

  /** As the leader: has the source bring what all tabs want, and tells that it lives. */
  #tune(): void {
    const asked = [this.#own(), ...this.#others.values()];
    const wanted = CHANNELS.filter((channel) => asked.some((channels) => channels.includes(channel)));
    if (!this.#source || !this.#fits(this.#source.channels, wanted)) {
      this.#source?.end();
      this.#source = new Source(this.#cursor ?? this.#earliest(), wanted, {
        onStretch: (stretch) => {
          this.#say({ kind: "stretch", stretch });
          this.#deliver(stretch);
        },
        onState: (state) => {
          if (state === this.#state) return;
          this.#show(state);
          this.#beat();
        },
        onReset: (cursor) => {
          this.#say({ kind: "reset", cursor });
          this.#restart(cursor);
        },
      });
    }
    this.#beat();
  }

  /** More than is wanted is borne for a while: pages come and go. */
  #fits(channels: readonly Channel[], wanted: readonly Channel[]): boolean {
    if (!covers(channels, wanted)) return false;
    const now = performance.now();
    this.#wideSince = covers(wanted, channels) ? null : (this.#wideSince ?? now);
    return this.#wideSince === null || now - this.#wideSince < WIDE_MS;
  }

  #beat(): void {
    const { cursor = null, channels = LEAST } = this.#source ?? {};
    this.#say({ kind: "beat", state: this.#state, cursor, channels });
    // What the source had told before a part of this page began to follow is asked for, too.
    if (cursor !== null) this.#deliver({ from: cursor, to: cursor, channels, arrivals: [] });
  }

  #untune(): void {
    this.#source?.end();
    this.#source = null;
  }

  #own(): readonly Channel[] {
    const wanted = [...this.#subscriptions].flatMap(({ wish }) => wish.channels);
    return wanted.length > 0 ? CHANNELS.filter((channel) => wanted.includes(channel)) : LEAST;
  }

  /** Where this page's own parts stand that are furthest behind. */
  #earliest(): string | null {
    const cursors = [...this.#subscriptions].flatMap(({ cursor }) => (cursor === null ? [] : [cursor]));
    return cursors[0] ?? null;
  }

  #deliver(stretch: Stretch): void {
    this.#cursor = stretch.to;
    for (const subscription of this.#subscriptions) subscription.take(stretch);
  }

  #restart(cursor: string): void {
    this.#cursor = cursor;
    for (const subscription of this.#subscriptions) subscription.restart(cursor);
  }

  #show(state: StreamState): void {
    if (state !== "connecting") tellConnection(CONNECTION_OF[state]);
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
