import type pg from "pg";
import { attachEmbedded } from "@/lib/db/embedded-attach";
import { once } from "./once";
import type { TestServer } from "./server";

/** Runs one statement on the database behind a server under test, its own embedded one too. */
export type Query = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

/** A look past the product at what a server has stored. */
export function databaseOf(server: TestServer): Query {
  return (text, values) => once(databaseUrlOf(server), text, values);
}

/** Where the database behind a server listens. @throws Error while its embedded PostgreSQL is down */
export function databaseUrlOf(server: TestServer): string {
  const url = server.database?.url ?? attachEmbedded(server.dataDir);
  if (!url) throw new Error("The server's PostgreSQL is not running.");
  return url;
}
