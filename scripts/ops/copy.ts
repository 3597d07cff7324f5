import { once } from "node:events";
import type { Duplex } from "node:stream";
import type { Client, Submittable } from "pg";

const BLOCK_BYTES = 64 * 1024;
const WAITING_BYTES = 1024 * 1024;

/** What of pg's connection COPY needs; pg exports no type of it. */
interface Wire {
  stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

interface Message {
  chunk: Buffer;
  text: string;
}

/** The messages of a COPY as pg hands them to whoever has submitted the query. */
interface CopyQuery {
  submit(wire: Wire): void;
  handleError(error: Error): void;
  handleReadyForQuery(): void;
  handleCommandComplete(message: Message): void;
  handleCopyData?(message: Message): void;
  handleCopyInResponse?(wire: Wire): void;
}

/**
 * Runs a `COPY … TO STDOUT`: yields its text in blocks of whole rows, no faster than they are taken, and returns the number of
 * rows.
 */
export async function* copyOut(client: Client, text: string): AsyncGenerator<Buffer, number> {
  const ready: Buffer[] = [];
  const block: Buffer[] = [];
  const state = { blockBytes: 0, readyBytes: 0, rows: 0, isDone: false, failure: undefined as Error | undefined };
  let wire: Wire | undefined;
  let wake = () => {};
  const close = () => {
    if (block.length > 0) ready.push(Buffer.concat(block.splice(0)));
    state.readyBytes += state.blockBytes;
    state.blockBytes = 0;
    wake();
  };
  submit(client, {
    submit: (given) => {
      wire = given;
      given.query(text);
    },
    handleCopyData: ({ chunk }) => {
      // The parser writes over its buffer.
      block.push(Buffer.from(chunk));
      state.blockBytes += chunk.length;
      if (state.blockBytes < BLOCK_BYTES) return;
      close();
      if (state.readyBytes > WAITING_BYTES) wire?.stream.pause();
    },
    handleCommandComplete: (message) => {
      state.rows = rowsOf(message);
    },
    handleError: (error) => {
      state.failure = error;
      state.isDone = true;
      close();
    },
    handleReadyForQuery: () => {
      state.isDone = true;
      close();
    },
  });
  for (;;) {
    const next = ready.shift();
    if (next) {
      state.readyBytes -= next.length;
      if (state.readyBytes <= WAITING_BYTES) wire?.stream.resume();
      yield next;
    } else if (state.isDone) break;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  if (state.failure) throw state.failure;
  return state.rows;
}

/** Runs a `COPY … FROM STDIN` with the blocks of `source`; returns the number of rows. An error of the source undoes it. */
export function copyIn(client: Client, text: string, source: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let failure: Error | undefined;
    submit(client, {
      submit: (wire) => wire.query(text),
      handleCopyInResponse: (wire) => {
        feed(wire, source, () => failure !== undefined).catch((error: Error) => {
          failure ??= error;
          wire.sendCopyFail("the source failed");
        });
      },
      handleCommandComplete: (message) => {
        rows = rowsOf(message);
      },
      handleError: (error) => {
        failure ??= error;
        reject(failure);
      },
      handleReadyForQuery: () => (failure ? reject(failure) : resolve(rows)),
    });
  });
}

async function feed(wire: Wire, source: AsyncIterable<Buffer>, hasFailed: () => boolean): Promise<void> {
  for await (const block of source) {
    if (hasFailed()) return;
    wire.sendCopyFromChunk(block);
    if (wire.stream.writableNeedDrain) await once(wire.stream, "drain");
  }
  wire.endCopyFrom();
}

function submit(client: Client, query: CopyQuery): void {
  client.query(query as unknown as Submittable);
}

/** "COPY 12" */
const rowsOf = ({ text }: Message): number => Number(text.split(" ").at(-1));
