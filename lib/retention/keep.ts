import type { Database } from "../db/client";
import { isUnavailable, LOCK_NOT_AVAILABLE, sqlState } from "../db/errors";
import { keepPartitions } from "../events/ingest";
import { foldRollups } from "../rollups/fold";
import { log } from "../telemetry/log";
import { dropPartition, expiredPartitions, measurePartition } from "./partition-store";
import { countDoomed, type Dropped, deleteBatch } from "./store";
import { SWEEPS, type Sweep } from "./sweep";
import { type Cutoffs, cutoffsOf, type RetentionSettings } from "./tier";

const ROWS_PER_BATCH = 10_000;
const BUDGET_MS = 45_000;
const UNDEFINED_TABLE = "42P01";

export interface RetentionContext {
  db: Database;
  now: () => Date;
}

export interface RetentionOptions {
  env: RetentionSettings;
  /** Only say what would be dropped. */
  dryRun?: boolean;
  /** Ends the run early, between two transactions. */
  signal?: AbortSignal;
}

export interface RetentionReport {
  ranAt: Date;
  dryRun: boolean;
  cutoffs: Cutoffs;
  /** Deltas folded, and daily partitions made, on the way. */
  folded: number;
  partitionsMade: number;
  dropped: Dropped[];
  /** False where a partition was in use or time ran out; the next run goes on. */
  complete: boolean;
}

/**
 * Makes the partitions of the days ahead and drops what is older than its tier keeps, logging all of it. Idempotent, safe
 * twice at once, and catches up after having been missed.
 */
export async function keepRetention(context: RetentionContext, options: RetentionOptions): Promise<RetentionReport> {
  const ranAt = context.now();
  const cutoffs = cutoffsOf(options.env, ranAt);
  const report = { ranAt, dryRun: options.dryRun === true, cutoffs, folded: 0, partitionsMade: 0, complete: true };
  if (report.dryRun) return { ...report, dropped: await foresee(context.db, cutoffs) };

  const partitionsMade = await keepPartitions({ ...context, rawDays: options.env.RETENTION_RAW_DAYS });
  const folded = await foldFirst(context, options.signal);
  const end = performance.now() + BUDGET_MS;
  const hasTime = () => performance.now() < end && !options.signal?.aborted;
  const parts: Part[] = [];
  for (const [sweep, cutoff] of due(cutoffs)) {
    parts.push(await sweepTable(context.db, sweep, { ranAt, cutoff, hasTime }));
  }
  parts.push(await dropPartitions(context.db, { ranAt, cutoff: cutoffs.raw, hasTime }));
  return {
    ...report,
    partitionsMade,
    folded,
    dropped: parts.flatMap((part) => part.dropped),
    complete: parts.every((part) => part.complete),
  };
}

/** What cannot be folded stays a delta and is not lost; a disk must not fill because of it. @returns how many were carried */
async function foldFirst(context: RetentionContext, signal?: AbortSignal): Promise<number> {
  try {
    return (await foldRollups(context, signal)).folded;
  } catch (error) {
    if (isUnavailable(error)) throw error;
    log.error("retention goes on although the fold failed", { error });
    return 0;
  }
}

/** What one step of a run did, and whether it came to its end. */
interface Part {
  dropped: Dropped[];
  complete: boolean;
}

interface Step {
  ranAt: Date;
  cutoff: Date;
  hasTime: () => boolean;
}

const due = (cutoffs: Cutoffs): [Sweep, Date][] =>
  SWEEPS.flatMap((sweep): [Sweep, Date][] => {
    const cutoff = cutoffs[sweep.tier];
    return cutoff ? [[sweep, cutoff]] : [];
  });

async function foresee(db: Database, cutoffs: Cutoffs): Promise<Dropped[]> {
  const found: Dropped[] = [];
  for (const [sweep, cutoff] of due(cutoffs)) {
    const rows = await countDoomed(db, sweep, cutoff);
    if (rows > 0) found.push({ tier: sweep.tier, target: sweep.table, cutoff, rows, estimated: false });
  }
  for (const partition of await expiredPartitions(db, cutoffs.raw)) {
    const measured = await unlessGone(() => measurePartition(db, partition, cutoffs.raw));
    if (measured) found.push(measured);
  }
  return found;
}

async function sweepTable(db: Database, sweep: Sweep, { ranAt, cutoff, hasTime }: Step): Promise<Part> {
  const dropped: Dropped = { tier: sweep.tier, target: sweep.table, cutoff, rows: 0, estimated: false };
  let entry: number | undefined;
  let last = ROWS_PER_BATCH;
  while (last === ROWS_PER_BATCH && hasTime()) {
    const batch = await deleteBatch(db, sweep, { ranAt, cutoff, limit: ROWS_PER_BATCH, entry });
    entry = batch.entry;
    last = batch.rows;
    dropped.rows += batch.rows;
  }
  if (dropped.rows > 0) log.info("retention dropped", { ...dropped });
  return { dropped: dropped.rows > 0 ? [dropped] : [], complete: last < ROWS_PER_BATCH };
}

async function dropPartitions(db: Database, { ranAt, cutoff, hasTime }: Step): Promise<Part> {
  const part: Part = { dropped: [], complete: true };
  for (const partition of await expiredPartitions(db, cutoff)) {
    if (!hasTime()) return { ...part, complete: false };
    try {
      const dropped = await unlessGone(() => dropPartition(db, ranAt, partition, cutoff));
      if (!dropped) continue;
      part.dropped.push(dropped);
      log.info("retention dropped", { ...dropped });
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      part.complete = false;
      log.warn("partition in use, kept until the next run", { target: partition });
    }
  }
  return part;
}

/** Null where the partition is gone: another run was faster. */
async function unlessGone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) === UNDEFINED_TABLE) return null;
    throw error;
  }
}
