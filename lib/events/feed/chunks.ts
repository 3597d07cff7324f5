import { comparePositions, type Position, positionAfter } from "./position";
import { type Form, frameOf } from "./shape";
import type { FeedRow } from "./store";

/** Characters after which a chunk ends: small enough that a client's queue holds a few. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Some events as they go out, and the stretch of the feed that they cover. */
export interface Chunk {
  bytes: Uint8Array;
  from: Position;
  next: Position;
}

const encoder = new TextEncoder();

/**
 * Rows as chunks that many clients can share, made as they are asked for.
 * @param from where the stretch begins that the rows were read from
 * @param next where it ends
 */
export function* chunksOf(
  rows: readonly FeedRow[],
  form: Form,
  from: Position,
  next: Position,
): Generator<Chunk, void> {
  let text = "";
  let start = from;
  for (const [index, row] of rows.entries()) {
    text += frameOf(row, form);
    const isLast = index === rows.length - 1;
    if (!isLast && text.length < CHUNK_CHARACTERS) continue;
    const end = isLast ? next : positionAfter(row);
    yield { bytes: encoder.encode(text), from: start, next: end };
    text = "";
    start = end;
  }
}

/** Those of the rows that stand at the position or after it; rows are in order. */
export function rowsFrom(rows: readonly FeedRow[], position: Position): readonly FeedRow[] {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePositions(rows[middle]!, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? rows : rows.slice(low);
}
