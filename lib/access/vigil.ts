import { runtime } from "../runtime";
import { identify } from "./authorise";
import { type Gate, gateOf } from "./gate";

/** With the few seconds for which a caller counts as verified, what ended is cut off within 5 s. */
const EVERY_MS = 1500;
/** A little longer than any answer lasts, should nobody say that one has ended. */
const LONGEST_MS = 3_700_000;

/**
 * A signal for an answer that lasts: it aborts when the request does, and when its key or session is revoked meanwhile. While
 * the database cannot be asked the answer goes on, since there is nothing in it either.
 */
export async function whileAllowed(request: Request): Promise<AbortSignal> {
  return vigil(gateOf(await runtime()), request);
}

/** {@link whileAllowed} at a given gate. */
export function vigil(gate: Gate, { headers, signal }: Pick<Request, "headers" | "signal">): AbortSignal {
  const ended = new AbortController();
  const check = () =>
    identify(gate, headers).then(
      (principal) => {
        if (!principal) ended.abort();
      },
      () => {},
    );
  const timer = setInterval(check, EVERY_MS);
  const limit = setTimeout(() => clearInterval(timer), LONGEST_MS);
  const all = AbortSignal.any([signal, ended.signal]);
  const stop = () => {
    clearInterval(timer);
    clearTimeout(limit);
  };
  all.addEventListener("abort", stop, { once: true });
  if (all.aborted) stop();
  return all;
}
