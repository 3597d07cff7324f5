import type { Database } from "../db/client";
import { foldDeltas, vacuumDeltas } from "./fold-store";

/** Deltas of one transaction: enough of them share a key to be cheap, and it is over in well under a second or two. */
const DELTAS_PER_CALL = 50_000;
const BUDGET_MS = 5000;
/** A fold that carried this many leaves enough dead rows to be worth a vacuum of its own. */
const VACUUM_FROM = 50_000;

export interface FoldResult {
  /** Deltas carried into the grains. */
  folded: number;
  /** False where time ran out first; the next call goes on. */
  complete: boolean;
}

/**
 * Folds until no delta is left, or for 5 seconds. Safe twice at once: each delta is carried once.
 * @param signal ends it early, between two transactions
 */
export async function foldRollups({ db }: { db: Database }, signal?: AbortSignal): Promise<FoldResult> {
  const end = performance.now() + BUDGET_MS;
  const result: FoldResult = { folded: 0, complete: false };
  while (!result.complete && performance.now() < end && !signal?.aborted) {
    const carried = await foldDeltas(db, DELTAS_PER_CALL);
    result.folded += carried;
    result.complete = carried < DELTAS_PER_CALL;
  }
  if (result.folded >= VACUUM_FROM) await vacuumDeltas(db);
  return result;
}
