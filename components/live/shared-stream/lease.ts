import type { Throne } from "./throne";

const LEASE_MS = 6000;
const RENEW_MS = 1500;
const LOOK_MS = 700;
/** Two tabs that take a free lease at once see after this time whose writing stands. */
const SETTLE_MS = 60;

interface Lease {
  holder: string;
  until: number;
}

/**
 * A throne for pages without Web Locks (plain HTTP, another host than localhost): who holds it is written in localStorage and
 * renewed. Two tabs may both hold it for a moment; each finds out when it renews.
 */
export function leaseThrone(key: string): Throne {
  const holder = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  const read = (): Lease | null => JSON.parse(localStorage.getItem(key) ?? "null");
  const write = () => localStorage.setItem(key, JSON.stringify({ holder, until: Date.now() + LEASE_MS }));
  const isMine = () => read()?.holder === holder;
  const isFree = () => {
    const lease = read();
    return lease === null || lease.holder === holder || lease.until < Date.now() || lease.until > Date.now() + LEASE_MS;
  };

  const take = async (): Promise<boolean> => {
    write();
    await pause(SETTLE_MS);
    return isMine();
  };

  return {
    request: async (reign, options) => {
      const signal = "signal" in options ? options.signal : undefined;
      let mayTake = "steal" in options || isFree();
      while (!(mayTake && (await take()))) {
        await pause(LOOK_MS * (0.5 + Math.random() / 2));
        signal?.throwIfAborted();
        mayTake = isFree();
      }
      await held(reign, write, isMine);
      if (isMine()) localStorage.removeItem(key);
    },
  };
}

/** Reigns and renews. @throws DOMException AbortError when another has taken the lease */
async function held(reign: () => Promise<void>, renew: () => void, isMine: () => boolean): Promise<void> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const lost = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (isMine()) renew();
      else reject(new DOMException("Another tab leads.", "AbortError"));
    }, RENEW_MS);
  });
  try {
    await Promise.race([reign(), lost]);
  } finally {
    clearInterval(timer);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
