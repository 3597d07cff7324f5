// An adapter: Node and Deno have it under this name, other runtimes do not come here.
import { AsyncLocalStorage } from "node:async_hooks";

/** The request that is being answered, as all that is done for it can know it. */
export interface RequestScope {
  requestId: string;
}

// Next's bundle and the server's bundle live in one process, each with its own copy of this module.
const KEY = Symbol.for("rollcall.request-scope");
const held = globalThis as { [KEY]?: AsyncLocalStorage<RequestScope> };
held[KEY] ??= new AsyncLocalStorage<RequestScope>();
const storage = held[KEY];

/** Does `work` for a request: its log lines carry the request's id. */
export function inRequest<T>(scope: RequestScope, work: () => T): T {
  return storage.run(scope, work);
}

/** The request that this is done for; undefined outside of any. */
export function currentRequest(): RequestScope | undefined {
  return storage.getStore();
}
