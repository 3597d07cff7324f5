import { createOutbound } from "../outbound/connect";
import { OutboundError } from "../outbound/outbound";
import { log } from "../telemetry/log";

/** Once a minute is asked for; ticks that come a little early must not skip one. */
const MIN_PAUSE_MS = 55_000;

/** What the switch remembers between beats, in this process. */
interface Beats {
  lastAt: number;
  isFailing: boolean;
}
const beats = new Map<string, Beats>();

/**
 * Calls `DEADMAN_URL`, where it is set, at most once a minute: somebody outside notices when the calls end. Call it after
 * each tick in which alerts were really evaluated. Never throws; failures are logged once each time they begin.
 * @returns whether the URL answered 2xx; null where it was not called
 */
export async function beat({
  env,
  now,
}: {
  env: { DEADMAN_URL?: string | undefined; OUTBOUND_ALLOW?: string | undefined };
  now: Date;
}): Promise<boolean | null> {
  const url = env.DEADMAN_URL;
  if (!url) return null;
  const state = beats.get(url) ?? { lastAt: Number.NEGATIVE_INFINITY, isFailing: false };
  beats.set(url, state);
  // A clock that was set back must not silence it.
  const since = now.getTime() - state.lastAt;
  if (since >= 0 && since < MIN_PAUSE_MS) return null;
  state.lastAt = now.getTime();
  const fault = await call(url, env);
  if (fault && !state.isFailing) log.warn("the dead-man's switch cannot be reached", { detail: fault });
  if (!fault && state.isFailing) log.info("the dead-man's switch is reached again");
  state.isFailing = fault !== null;
  return fault === null;
}

/** @returns what went wrong; null when nothing did */
async function call(url: string, env: { OUTBOUND_ALLOW?: string | undefined }): Promise<string | null> {
  try {
    const { status } = await createOutbound(env).request(url, { method: "GET" });
    return status >= 200 && status < 300 ? null : `It answered ${status}.`;
  } catch (error) {
    return error instanceof OutboundError ? error.message : "It cannot be called.";
  }
}
