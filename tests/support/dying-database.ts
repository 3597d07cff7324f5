import type { Database } from "@/lib/db/client";

const STATEMENTS = ["select", "selectDistinct", "execute", "update", "insert", "delete"];

/** The database as a process sees it that dies after so many statements: whatever transaction is open is rolled back. */
export function dyingAfter(db: Database, statements: number): Database {
  let left = statements;
  const die = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value = Reflect.get(of, name);
        if (name === "transaction") {
          return (work: (tx: Database) => Promise<unknown>) =>
            (value as Database["transaction"]).call(of, (tx) => work(die(tx) as never));
        }
        if (typeof value !== "function" || !STATEMENTS.includes(String(name))) return value;
        return (...args: unknown[]) => {
          if (left-- <= 0) throw new Error("killed");
          return value.apply(of, args);
        };
      },
    });
  return die(db);
}
