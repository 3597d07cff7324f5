import { randomBytes } from "node:crypto";
import type pg from "pg";
import { inject } from "vitest";
import { once, withDatabase } from "./once";

/** A database of its own on the run's PostgreSQL, with every migration applied. */
export interface TestDatabase {
  url: string;
  /** Runs one statement outside the product, to look or to break something. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Makes a fresh database by copying the migrated template. */
export async function freshDatabase(): Promise<TestDatabase> {
  const admin = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await once(admin, `create database ${name} template rollcall_template`);
  const url = withDatabase(admin, name);
  return {
    url,
    query: (text, values) => once(url, text, values),
    drop: async () => {
      await once(admin, `drop database if exists ${name} with (force)`);
    },
  };
}
