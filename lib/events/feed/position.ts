import { badRequest } from "../../http/problem";

/**
 * A place in the feed: before the row `seq` of the transaction `xid`. Everything before it has been handed out. Rows are
 * ordered by transaction, not by when they were inserted: a transaction that commits late must not be skipped.
 */
export interface Position {
  /** A 64-bit transaction id; exact in a number for the first 9e15 transactions. */
  xid: number;
  seq: number;
}

/** A position and when it was passed, in epoch milliseconds: tells whether raw events since then are still kept. */
export interface Cursor extends Position {
  at: number;
}

const CURSOR = /^(\d{1,20})\.(\d{1,10})\.(\d{1,15})$/;
const MAX_SEQ = 2 ** 31 - 1;

/** The position before everything. */
export const BEGINNING: Position = { xid: 0, seq: 0 };

/** Below zero where `a` comes before `b`, zero where they are the same. */
export const comparePositions = (a: Position, b: Position): number => a.xid - b.xid || a.seq - b.seq;

/** The one of two positions that comes after the other. */
export const later = (a: Position, b: Position): Position => (comparePositions(a, b) < 0 ? b : a);

/** @param at when the position was passed, in epoch milliseconds */
export const formatCursor = ({ xid, seq }: Position, at: number): string => `${xid}.${seq}.${at}`;

/** The cursor that a client sent back. @throws Problem 400 for what is no cursor of ours */
export function parseCursor(text: string): Cursor {
  const [, xid, seq, at] = CURSOR.exec(text) ?? [];
  if (Number(seq ?? Number.NaN) <= MAX_SEQ) return { xid: Number(xid), seq: Number(seq), at: Number(at) };
  throw badRequest("That is no cursor of the feed.", [{ path: "since", message: "not a cursor" }]);
}

/** The position after the row that stands at this one. */
export const positionAfter = ({ xid, seq }: Position): Position => ({ xid, seq: seq + 1 });
