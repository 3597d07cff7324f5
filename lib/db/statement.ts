import { isUnavailable, sqlState } from "./errors";

/** A statement that is sent so often that the server keeps its plan. Values are text, in the database's own notation. */
export interface Statement {
  /** Of this text alone: a pooler may lend a server that another version of the program has prepared statements on. */
  name: string;
  text: string;
}

/** Names a statement after its text, by FNV-1a. */
export function statement(text: string): Statement {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return { name: `rollcall_${(hash >>> 0).toString(16)}`, text };
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
  const look = () => {
    isWatching = waiting.size > 0;
    if (isWatching) lookLater();
    for (const [client, since] of waiting) if (performance.now() - since > patienceMs) drop(client);
  };
  const lookLater = () => {
    const timer = setTimeout(look, Math.min(LOOK_EVERY_MS, patienceMs));
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

/** Both drivers then tell whoever waits that the connection ended. */
function drop(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
