import { z } from "zod";

/**
 * A backup is gzip of text: the head, a line of JSON; for each table a line "@ name" and its rows as COPY writes them, ended by a
 * line `\.`; then the foot, a line of JSON. A file without its foot was not finished.
 */
export const FORMAT = 1;
export const END_OF_TABLE = Buffer.from("\\.\n");

/** What stands before the rows. */
export const headSchema = z.object({
  rollcall_backup: z.literal(FORMAT),
  created_at: z.iso.datetime(),
  /** The `when` of every migration that had been applied, ascending. */
  migrations: z.array(z.number()),
  /** Days of events that have a partition, as YYYY-MM-DD. */
  days: z.array(z.iso.date()),
  /** In an order in which references find what they name. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
});

/** What stands after them: the rows of each table, and where each sequence goes on. */
export const footSchema = z.object({
  rows: z.record(z.string(), z.number()),
  sequences: z.record(z.string(), z.string()),
});

export type Head = z.infer<typeof headSchema>;
export type Foot = z.infer<typeof footSchema>;

/** Reads the text of a backup, which comes in pieces of any size. */
export class BackupReader {
  #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line, without its end. @throws Error where the text ends before */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end !== -1) {
        const line = this.#rest.toString("utf8", 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      await this.#more();
    }
  }

  /** The rows of a table, up to the line that ends them. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      // Only whole lines go out, so what is left always begins a line.
      if (startsWith(this.#rest, END_OF_TABLE)) {
        this.#rest = this.#rest.subarray(END_OF_TABLE.length);
        return;
      }
      const end = this.#rest.indexOf("\n\\.\n");
      const whole = end === -1 ? this.#rest.lastIndexOf("\n") : end;
      if (whole !== -1) {
        yield this.#rest.subarray(0, whole + 1);
        this.#rest = this.#rest.subarray(whole + 1);
      }
      if (end === -1) await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw new Error("The backup ends too early: it was not finished, or is cut off.");
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
  }
}

const startsWith = (buffer: Buffer, start: Buffer) =>
  buffer.length >= start.length && buffer.subarray(0, start.length).equals(start);
