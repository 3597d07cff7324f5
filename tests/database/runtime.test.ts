import { sql } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { isUnavailable } from "@/lib/db/errors";
import { runtime } from "@/lib/runtime";
import { freshDatabase } from "../support/postgres";

const database = await freshDatabase();
process.env.DATABASE_URL = database.url;

afterAll(() => database.drop());

it("who asks for the runtime while it closes gets the one that closes, whose database is then away", async () => {
  const first = await runtime();
  await first.db.execute(sql`select 1`);
  const closing = first.close();
  const late = await runtime();
  expect(late).toBe(first);
  await Promise.all([closing, late.close()]);
  await expect(late.db.execute(sql`select 1`)).rejects.toSatisfy(isUnavailable);
});
