import type { Throne } from "./throne";

/** A tab that is seen takes the lead from a leader that has said nothing for this time. */
const SILENCE_MS = 10_000;
const LOOK_MS = 2000;

/** What a tab does as leader, and how it speaks to the others. */
export interface LeadershipDuties {
  lead(): void;
  resign(): void;
  say(telling: { kind: "offer" } | { kind: "claim" }): void;
}

/**
 * Has exactly one tab of the browser lead. Only tabs that are seen seek the lead; a leader that is hidden hands it over to one
 * that is seen, since browsers slow hidden tabs down; and one that is frozen or stuck loses it.
 */
export class Leadership {
  isLeader = false;
  /** The page is being left, or frozen. */
  #isAway = false;
  #heardAt = performance.now();
  #withdraw: AbortController | null = null;
  #release: () => void = () => {};
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly throne: Throne,
    private readonly duties: LeadershipDuties,
  ) {
    document.addEventListener("visibilitychange", this.#onVisibility);
    window.addEventListener("pagehide", this.#resign);
    window.addEventListener("pageshow", this.#onVisibility);
    document.addEventListener("freeze", this.#resign);
    document.addEventListener("resume", this.#onVisibility);
    this.#timer = setInterval(() => this.#watch(), LOOK_MS);
    this.#onVisibility();
  }

  /** To be called whenever the leader was heard. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Another tab is hidden and leads. */
  offered(): void {
    if (!document.hidden && !this.isLeader) this.duties.say({ kind: "claim" });
  }

  /** Another tab is seen and would lead. */
  claimed(): void {
    if (document.hidden) this.#release();
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    window.removeEventListener("pagehide", this.#resign);
    window.removeEventListener("pageshow", this.#onVisibility);
    document.removeEventListener("freeze", this.#resign);
    document.removeEventListener("resume", this.#onVisibility);
    clearInterval(this.#timer);
    this.#resign();
  }

  readonly #onVisibility = () => {
    if (!document.hidden) {
      this.#isAway = false;
      this.#heardAt = performance.now();
      void this.#seek();
      if (!this.isLeader) this.duties.say({ kind: "claim" });
    } else if (this.isLeader) {
      this.duties.say({ kind: "offer" });
    } else {
      this.#withdraw?.abort();
    }
  };

  readonly #resign = () => {
    this.#isAway = true;
    this.#withdraw?.abort();
    this.#release();
  };

  #watch(): void {
    if (this.isLeader || document.hidden || performance.now() - this.#heardAt < SILENCE_MS) return;
    this.#heardAt = performance.now();
    this.#withdraw?.abort();
    void this.#reign({ steal: true });
  }

  async #seek(): Promise<void> {
    if (this.isLeader || this.#withdraw) return;
    const withdraw = new AbortController();
    this.#withdraw = withdraw;
    await this.#reign({ signal: withdraw.signal });
    if (this.#withdraw === withdraw) this.#withdraw = null;
  }

  async #reign(options: { signal: AbortSignal } | { steal: true }): Promise<void> {
    try {
      await this.throne.request(() => this.#lead(), options);
    } catch (error) {
      // Withdrawn, or taken by a tab that is seen: both are as it should be.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
    if (!this.isLeader) return;
    this.isLeader = false;
    // The next leader has yet to be heard.
    this.#heardAt = performance.now();
    this.duties.resign();
    // Taken while it was seen, as after a sleep of the machine: it waits for its next turn.
    if (!document.hidden && !this.#isAway) setTimeout(() => void this.#seek());
  }

  #lead(): Promise<void> {
    this.isLeader = true;
    this.duties.lead();
    return new Promise((resolve) => {
      this.#release = resolve;
    });
  }
}
