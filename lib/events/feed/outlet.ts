/** Bytes that may wait for one client before it counts as full. */
const HIGH_WATER_BYTES = 256 * 1024;

/**
 * One client's end of the feed: a byte stream whose queue is bounded. What does not fit is not taken; the feed then goes on
 * at the client's own pace, and gives it up when nothing moves.
 */
export class Outlet {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  isOpen = true;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #fullSince: number | null = null;
  #waiting: (() => void)[] = [];
  readonly #onEnd: () => void;

  /** @param onEnd called once, when the stream is ended by either side */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#moved(),
      cancel: () => this.#ended(),
    };
    this.stream = new ReadableStream(source, {
      highWaterMark: HIGH_WATER_BYTES,
      size: (chunk) => chunk.byteLength,
    }) as ReadableStream<Uint8Array<ArrayBuffer>>;
  }

  /** Takes the bytes, or leaves them where the queue is full. @returns whether it took them */
  push(bytes: Uint8Array): boolean {
    if (!this.isOpen) return false;
    if (!this.#hasRoom()) return false;
    this.#controller.enqueue(bytes);
    this.#hasRoom();
    return true;
  }

  /** Resolves when there is room, or the stream has ended. */
  ready(): Promise<void> {
    if (!this.isOpen || this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Milliseconds for which the queue has been full without the client taking anything; zero while there is room. */
  stalledMs(now: number): number {
    return this.#fullSince === null ? 0 : now - this.#fullSince;
  }

  /** Ends the stream after what waits in it. */
  close(): void {
    if (!this.isOpen) return;
    this.#ended();
    this.#controller.close();
  }

  /** Ends the stream and throws away what waits in it. */
  drop(reason: string): void {
    if (!this.isOpen) return;
    this.#ended();
    const error = new Error(reason);
    // Who serves the stream may print it: a line says all.
    error.stack = reason;
    this.#controller.error(error);
  }

  #hasRoom(): boolean {
    const room = (this.#controller.desiredSize ?? 0) > 0;
    if (!room) this.#fullSince ??= performance.now();
    return room;
  }

  #moved(): void {
    this.#fullSince = null;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #ended(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#moved();
    this.#onEnd();
  }
}
