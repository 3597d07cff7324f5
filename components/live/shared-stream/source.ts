import { isSignedOut, type NoAnswer, pollOnce } from "./poll";
import { sseParser } from "./sse-parser";
import type { Arrival, Channel, FeedEntry, StreamState, Stretch } from "./wire";

/** After this silence one question tells whether the connection is dead or nothing happened. */
const SILENT_MS = 3500;
/** The server says something every 15 s. */
const DEAD_MS = 25_000;
const CONNECT_MS = 4000;
const RETRY_MS = 2000;
const LOOK_MS = 1000;
/** A stream that ends sooner is not opened again at once. */
const LEAST_LIFE_MS = 1000;
/** The stream may bring what a question brought a moment later. */
const GRACE_MS = 400;

/** What a source tells of the feed. */
export interface SourceListener {
  onStretch(stretch: Stretch): void;
  onState(state: StreamState): void;
  /** The feed goes on at the cursor, and cannot tell what was before. */
  onReset(cursor: string): void;
}

/**
 * The browser's one connection to the feed: reads the stream from a cursor on, comes back by `Last-Event-ID` whenever it ends,
 * and asks by polling while there is none. A connection that dies in silence is found out within 8 s.
 */
export class Source {
  readonly channels: readonly Channel[];
  #cursor: string | null;
  #isEnded = false;
  #cut: (() => void) | null = null;
  #hurry: () => void = () => {};
  readonly #listener: SourceListener;

  /** @param since the cursor after which to follow; null: from now */
  constructor(since: string | null, channels: readonly Channel[], listener: SourceListener) {
    this.#cursor = since;
    this.channels = channels;
    this.#listener = listener;
    window.addEventListener("online", this.#goOn);
    void this.#run();
  }

  /** Everything up to here was told. */
  get cursor(): string | null {
    return this.#cursor;
  }

  end(): void {
    this.#isEnded = true;
    window.removeEventListener("online", this.#goOn);
    this.#cut?.();
    this.#hurry();
  }

  readonly #goOn = () => this.#hurry();

  async #run(): Promise<void> {
    while (!this.#isEnded) {
      const isDone = await this.#stream();
      // A stream that the server ended in good order is opened again at once.
      if (isDone || this.#isEnded) continue;
      const fault = await this.#ask();
      if (this.#isEnded) return;
      this.#listener.onState(fault === null ? "polling" : fault === "signed-out" ? "signed-out" : "stopped");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RETRY_MS);
        this.#hurry = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Reads one connection to its end. @returns whether it was served, and ended in good order */
  async #stream(): Promise<boolean> {
    const abort = new AbortController();
    this.#cut = () => abort.abort();
    const connecting = setTimeout(this.#cut, CONNECT_MS);
    let watch: ReturnType<typeof setInterval> | undefined;
    try {
      const response = await fetch(`/api/events/stream?${new URLSearchParams({ channels: this.channels.join() })}`, {
        headers: this.#cursor === null ? {} : { "last-event-id": this.#cursor },
        signal: abort.signal,
        cache: "no-store",
      });
      clearTimeout(connecting);
      if (isSignedOut(response) || !response.ok || !response.body) return false;
      this.#listener.onState("streaming");
      const openedAt = performance.now();
      const life = { heardAt: openedAt, askedAt: openedAt, isAsking: false };
      watch = setInterval(() => void this.#look(life, abort), LOOK_MS);
      const parse = sseParser();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        if (this.#isEnded) return true;
        life.heardAt = performance.now();
        if (!this.#take(parse(decoder.decode(part.value, { stream: true })))) return await this.#startAnew(abort);
        this.#listener.onState("streaming");
      }
      return performance.now() - openedAt > LEAST_LIFE_MS;
    } catch {
      return false;
    } finally {
      clearTimeout(connecting);
      clearInterval(watch);
      this.#cut = null;
    }
  }

  /** @returns false where the feed cannot go on from the cursor */
  #take(frames: ReturnType<ReturnType<typeof sseParser>>): boolean {
    if (frames.some(({ name }) => name === "reset")) return false;
    const to = frames.at(-1)?.id ?? null;
    if (to === null) return true;
    const arrivals = frames.flatMap(({ name, id, data }): Arrival[] =>
      name === null || id === null ? [] : [{ cursor: id, entry: JSON.parse(data) as FeedEntry }],
    );
    this.#tell(arrivals, to);
    return true;
  }

  #tell(arrivals: Arrival[], to: string): void {
    const from = this.#cursor ?? to;
    this.#cursor = to;
    if (from !== to || arrivals.length > 0) {
      this.#listener.onStretch({ from, to, channels: this.channels, arrivals });
    }
  }

  /** Where the stream has been silent: asks whether anything has happened since. */
  async #look(life: { heardAt: number; askedAt: number; isAsking: boolean }, abort: AbortController): Promise<void> {
    const now = performance.now();
    if (now - life.heardAt > DEAD_MS) return abort.abort();
    if (life.isAsking || now - Math.max(life.heardAt, life.askedAt) < SILENT_MS) return;
    life.isAsking = true;
    const cursor = this.#cursor;
    const answer = await pollOnce(cursor, this.channels);
    if (typeof answer !== "string" && answer.arrivals.length > 0) await pause(GRACE_MS);
    life.isAsking = false;
    life.askedAt = performance.now();
    if (abort.signal.aborted || this.#isEnded || this.#cursor !== cursor) return;
    if (answer === "signed-out") return abort.abort();
    if (answer === "unreachable") return this.#listener.onState("stopped");
    // What the stream ought to have brought: it is opened again from where it stands.
    if (answer.arrivals.length > 0) return abort.abort();
    this.#listener.onState("streaming");
  }

  /** Brings by polling what there is after the cursor. @returns why there is no answer, else null */
  async #ask(): Promise<NoAnswer | null> {
    const answer = await pollOnce(this.#cursor, this.channels);
    if (typeof answer === "string") return answer;
    if (this.#isEnded) return null;
    if (answer.reset) await this.#startAnew();
    else this.#tell(answer.arrivals, answer.next);
    return null;
  }

  /** Goes on from now: the cursor is one that the feed does not know, or whose events are gone. */
  async #startAnew(abort?: AbortController): Promise<boolean> {
    abort?.abort();
    const answer = await pollOnce(null, this.channels);
    if (typeof answer === "string" || this.#isEnded) return false;
    this.#cursor = answer.next;
    this.#listener.onReset(answer.next);
    return true;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
