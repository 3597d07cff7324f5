// Adapter: uses node:worker_threads.
import { parentPort, Worker, workerData } from "node:worker_threads";
import { log } from "../telemetry/log";
import { type Fault, faultsOf, thrown } from "./errors";

type Request<Question> = { id: number; question: Question } | { end: true };
type Reply<Answer> = { id: number; answer: Answer } | { id: number; faults: Fault[] } | { ended: true };

/** A thread with database connections of its own. */
export interface DatabaseThread<Question, Answer> {
  /** @throws what the thread's work throws, and as for a lost connection when the thread dies */
  ask(question: Question): Promise<Answer>;
  /** Ends it after what it was asked. */
  close(): Promise<void>;
}

/**
 * Starts a thread that does database work. The kernel may hand the core of whoever writes to a local socket to the database
 * at once: then this thread waits for it, and not the one that answers requests. One that dies is started again when asked.
 * @param script a module that calls {@link answerAsThread}
 * @param url of the PostgreSQL
 */
export function startDatabaseThread<Question, Answer>(script: URL, url: string): DatabaseThread<Question, Answer> {
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let asked = 0;
  let worker: Worker | undefined;

  const open = () => {
    const opened = new Worker(script, { workerData: url });
    opened.on("message", settle);
    opened.on("error", (error) => log.error("a database thread failed", { error }));
    opened.on("exit", () => forget(opened));
    return opened;
  };

  const settle = (reply: Reply<Answer>) => {
    if ("ended" in reply) return void worker?.terminate();
    const request = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("faults" in reply) request?.reject(thrown(reply.faults));
    else request?.resolve(reply.answer);
  };

  // What it was about to commit may be committed or not, as after a lost connection.
  const forget = (ended: Worker) => {
    if (worker !== ended) return;
    worker = undefined;
    const lost = [...waiting.values()];
    waiting.clear();
    for (const { reject } of lost) reject(thrown([{ code: "ECONNRESET", message: "The database thread ended." }]));
  };

  worker = open();
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        waiting.set(id, { resolve, reject });
        worker ??= open();
        worker.postMessage({ id, question } satisfies Request<Question>);
      }),
    close: async () => {
      const ending = worker;
      if (!ending) return;
      const ended = new Promise((resolve) => ending.once("exit", resolve));
      ending.postMessage({ end: true } satisfies Request<Question>);
      // A thread does not end by itself on every runtime: it says when it may be ended.
      await ended;
    },
  };
}

/** The thread's side: answers by what `open` makes of the database's URL, until it is told to end. */
export function answerAsThread<Question, Answer>(
  open: (url: string) => Promise<{ answer(question: Question): Promise<Answer>; close(): Promise<void> }>,
): void {
  const port = parentPort;
  if (!port) throw new Error("This module is the entry of a thread.");
  const opening = open(workerData as string);
  port.on("message", async (request: Request<Question>) => {
    const { answer, close } = await opening;
    if ("end" in request) {
      await close();
      port.postMessage({ ended: true } satisfies Reply<Answer>);
      return;
    }
    const { id, question } = request;
    const reply: Reply<Answer> = await answer(question).then(
      (found) => ({ id, answer: found }),
      (error) => ({ id, faults: faultsOf(error) }),
    );
    port.postMessage(reply);
  });
}
