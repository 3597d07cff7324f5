import { type Steps, startsOf } from "../steps";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a bot's uptime is computed from; instants in epoch ms. */
export interface UptimeFacts {
  steps: Steps;
  /** The period asked for. */
  from: number;
  to: number;
  firstSeenAt: number;
  now: number;
  /** How long a heartbeat holds: the contract's interval and grace. */
  holdsMs: number;
  /** Starts of the minutes (hours, by the hour grain) with a heartbeat, from `holdsMs` before the steps on. */
  heard: readonly number[];
}

/** One step of the strip: of the slots that were expected, those with a sign of life. */
export interface UptimeStep {
  at: number;
  expected: number;
  up: number;
}

/**
 * Counts the slots in which a bot was alive: minutes, or hours where only those are kept. Expected are the slots from the one
 * in which it was first seen up to now; the open one counts once a heartbeat is in it. A minute is up where the last heartbeat
 * still held in it by the contract, an hour likewise.
 *
 *     a bot of 30 s + 90 s, first seen at 10:00, heard in each minute but 10:10 to 10:19, asked for 10:00 to 11:00 at 11:30:
 *     60 expected, 52 up (10:10 and 10:11 are within what the heartbeat of 10:09 holds), 86.7 %
 */
export function uptimeOf(facts: UptimeFacts): UptimeStep[] {
  const { steps } = facts;
  const slotMs = steps.grain === "minute" ? MINUTE_MS : HOUR_MS;
  const up = slotsUp(facts, slotMs);
  const floor = (ms: number) => Math.floor(ms / slotMs) * slotMs;
  const first = Math.max(floor(facts.from), floor(facts.firstSeenAt));
  const open = floor(facts.now);
  return startsOf(steps, new Date(facts.now)).map((at) => {
    const step = { at, expected: 0, up: 0 };
    for (let slot = Math.max(at, first); slot < Math.min(at + steps.stepMs, facts.to); slot += slotMs) {
      if (slot > open || (slot === open && !up.has(slot))) break;
      step.expected += 1;
      if (up.has(slot)) step.up += 1;
    }
    return step;
  });
}

function slotsUp({ heard, holdsMs }: UptimeFacts, slotMs: number): Set<number> {
  const own = new Set(heard);
  const up = new Set(heard);
  // Where in its slot the heartbeat came is not known: it is taken to hold as many whole slots after it.
  const following = Math.floor(holdsMs / slotMs);
  for (const slot of heard) {
    for (let n = 1; n <= following && !own.has(slot + n * slotMs); n++) up.add(slot + n * slotMs);
  }
  return up;
}
