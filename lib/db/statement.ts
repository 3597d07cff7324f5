import { sqlState } from "./errors";

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
interface Queryable {
  query(query: { name?: string; text: string; values: (string | null)[] }): Promise<{ rows: unknown[] }>;
}

/** The name is unknown to this server, or taken: a pooler of transactions stands between, which lends out another one each time. */
const NOT_OURS = new Set(["26000", "42P05"]);

/** How a pool sends statements: prepared by name, until a pooler is found that cannot keep names apart. */
export function sender(pool: Queryable): Send {
  let prepares = true;
  const query = async <Row>({ name, text }: Statement, values: readonly (string | null)[]) => {
    const answer = await pool.query({ ...(prepares ? { name } : {}), text, values: [...values] });
    return answer.rows as Row[];
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
