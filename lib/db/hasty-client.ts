import { Client } from "pg";
import { dropConnection } from "./statement";

/** What `pg` says when `query_timeout` is over. */
const GIVEN_UP = "Query read timeout";

/**
 * A client that drops its connection when it has given up a question: the answer may come at any time, or never, and what is
 * asked after it (the ROLLBACK of its transaction first) would wait behind it.
 */
export class HastyClient extends Client {
  // biome-ignore lint/suspicious/noExplicitAny: it takes whatever the overloads of `pg` take, and passes it on.
  override query(...given: any[]): any {
    const answer = (super.query as (...given: unknown[]) => unknown)(...given);
    // With a callback, the pool that asked ends the connection itself.
    if (answer instanceof Promise) answer.catch((error: Error) => error.message === GIVEN_UP && dropConnection(this));
    return answer;
  }
}
