const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The grains in which rollups are kept. */
export type RollupGrain = "minute" | "hour" | "day" | "month";

/** For how many days each grain but the last is kept. */
export interface Kept {
  minuteDays: number;
  hourlyDays: number;
  dailyDays: number;
}

/** How long a cell of a rollup is, in ms; a month by its mean. */
export const CELL_MS: Record<RollupGrain, number> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  month: 30.44 * DAY_MS,
};

/** A stretch of a period, and the rollup to read it from: every cell of it whose middle is in the stretch. */
export interface Piece {
  source: RollupGrain;
  from: Date;
  /** Exclusive. */
  to: Date;
}

/**
 * What to read for a period that is cut at limits. Where whole days are read, the hours before the first and after the last
 * of them are read by hour, so that neither this period nor the one before has more than its own.
 */
export function piecesFor(
  { from, to, limits }: { from: Date; to: Date; limits: readonly Date[] },
  now: Date,
  kept: Kept,
): Piece[] {
  const source = sourceFor(limits, now, kept);
  const isOpen = to >= now;
  if (source !== "day" || now.getTime() - from.getTime() > kept.hourlyDays * DAY_MS) {
    return [pieceOf(source, from, to, isOpen)];
  }
  const first = new Date(Math.ceil(from.getTime() / DAY_MS) * DAY_MS);
  const last = isOpen ? to : new Date(Math.floor(to.getTime() / DAY_MS) * DAY_MS);
  if (first >= last) return [pieceOf("hour", from, to, isOpen)];
  const pieces = [pieceOf("hour", from, first), pieceOf("day", first, last, isOpen), pieceOf("hour", last, to)];
  return pieces.filter((piece) => piece.from < piece.to);
}

/** A stretch of one rollup. @param isOpen whether it ends now: the cell that is not over belongs to it all the same */
export function pieceOf(source: RollupGrain, from: Date, to: Date, isOpen = false): Piece {
  return { source, from, to: isOpen ? new Date(to.getTime() + CELL_MS[source] / 2) : to };
}

/**
 * The rollup to read buckets from: the coarsest whose cells fit into the limits, else the finest that reaches back far
 * enough, in which case a cell counts in the bucket that its middle is in.
 * @param limits of the buckets, oldest first
 */
function sourceFor(limits: readonly Date[], now: Date, kept: Kept): RollupGrain {
  const oldest = now.getTime() - limits[0]!.getTime();
  const fits = (ms: number) => limits.every((limit) => limit.getTime() % ms === 0);
  const reaches = (days: number) => oldest <= days * DAY_MS;
  if (fits(DAY_MS) && reaches(kept.dailyDays)) return "day";
  if (!fits(HOUR_MS) && reaches(kept.minuteDays)) return "minute";
  if (reaches(kept.hourlyDays)) return "hour";
  return reaches(kept.dailyDays) ? "day" : "month";
}
