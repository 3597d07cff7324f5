import { fingerprint } from "../fingerprint";
import { isUnavailable, sqlState } from "./errors";

/** A statement that is sent so often that the server keeps its plan. Values are text, in the database's own notation. */
export interface Statement {
  /** Of this text alone: a pooler may lend a server that another version of the program has prepared statements on. */
  name: string;
  text: string;
}

/** Names a statement after its text. */
export function statement(text: string): Statement {
  return { name: `rollcall_${fingerprint(text)}`, text };
}

/** Sends a statement, past drizzle's building of queries. @returns its rows; throws what the driver throws */
export type Send = <Row>(statement: Statement, values: readonly (string | null)[]) => Promise<Row[]>;

/** What the pools of both drivers have in common. */
interface Pool {
  connect(): Promise<Client>;
}

interface Client {
  query(query: { name?: string; text: string; values: (string | null)[] }): Promise<{ rows: unknown[] }>;
  /** Gives it back; with an error, for good. */
  release(error?: Error): void;
}

/** The name is unknown to this server, or taken: a pooler of transactions stands between, which lends out another one each time. */
const NOT_OURS = new Set(["26000", "42P05"]);
const LOOK_EVERY_MS = 500;
/** A look that comes so much later than asked for has found the process itself standing still, and answers unread. */
const STOOD_STILL_MS = 2000;

/**
 * How a pool sends statements: prepared by name, until a pooler is found that cannot keep names apart.
 * @param patienceMs a connection that has not answered for so long is dropped, which fails its statement as an outage
 */
export function sender(pool: Pool, patienceMs: number): Send {
  let prepares = true;
  const watch = watchOver(patienceMs);
  const query = async <Row>({ name, text }: Statement, values: readonly (string | null)[]) => {
    const client = await pool.connect();
    const answered = watch(client);
    let broken: Error | undefined;
    try {
      return (await client.query({ ...(prepares ? { name } : {}), text, values: [...values] })).rows as Row[];
    } catch (error) {
      if (isUnavailable(error)) broken = error as Error;
      throw error;
    } finally {
      answered();
      client.release(broken);
    }
  };
  return async (statement, values) => {
    try {
      return await query(statement, values);
    } catch (error) {
      // Both are told before anything is executed.
      if (!NOT_OURS.has(sqlState(error) ?? "")) throw error;
      prepares = false;
      return query(statement, values);
    }
  };
}

/**
 * Drops connections that do not answer, by one look at all of them now and then: a timer for each statement would cost more
 * than sending it.
 */
function watchOver(patienceMs: number): (client: Client) => () => void {
  const waiting = new Map<Client, number>();
  let isWatching = false;
  let dueAt = 0;
  const look = () => {
    const now = performance.now();
    const hasStoodStill = now - dueAt > STOOD_STILL_MS;
    isWatching = waiting.size > 0;
    if (isWatching) lookLater();
    if (hasStoodStill) return;
    for (const [client, since] of waiting) if (now - since > patienceMs) dropConnection(client);
  };
  const lookLater = () => {
    const waitMs = Math.min(LOOK_EVERY_MS, patienceMs);
    dueAt = performance.now() + waitMs;
    const timer = setTimeout(look, waitMs);
    // Node's timers keep a process alive unless told otherwise; on other runtimes they are numbers.
    if (typeof timer === "object") timer.unref();
  };
  return (client) => {
    waiting.set(client, performance.now());
    if (!isWatching) {
      isWatching = true;
      lookLater();
    }
    return () => waiting.delete(client);
  };
}

/** Drops the connection of a driver's client: it tells whoever waits for an answer that the connection ended. */
export function dropConnection(client: object): void {
  const { connection } = client as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
