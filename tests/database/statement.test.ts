import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { isUnavailable } from "@/lib/db/errors";
import { type Send, sender, statement } from "@/lib/db/statement";
import { pause } from "../support/wait";

const SUM = statement("select $1::integer + $2::integer as sum");

let pool: pg.Pool;
let send: Send;

beforeEach(() => {
  // One connection: what was prepared on it, or was not, is certain.
  pool = new pg.Pool({ connectionString: inject("postgresUrl"), max: 1 });
  pool.on("connect", (client) => client.on("error", () => {}));
  send = sender(pool, 1000);
});
afterEach(() => pool.end());

const prepared = async () =>
  (await pool.query<{ name: string }>("select name from pg_prepared_statements")).rows.map(({ name }) => name);
const sum = async (...values: string[]) => (await send<{ sum: number }>(SUM, values))[0]!.sum;

describe("a statement that is sent often", () => {
  it("is prepared by its name at first use", async () => {
    expect([await sum("1", "2"), await sum("20", "22")]).toEqual([3, 42]);
    expect(await prepared()).toEqual([SUM.name]);
  });

  it("is answered, and not prepared again, where a pooler lends out a connection that does not know its name", async () => {
    await sum("1", "2");
    await pool.query("deallocate all");
    expect([await sum("20", "22"), await sum("2", "2")]).toEqual([42, 4]);
    expect(await prepared()).toEqual([]);
  });

  it("is answered where a pooler lends out a connection on which another client took its name", async () => {
    await pool.query(`prepare ${SUM.name} as select 7`);
    expect([await sum("20", "22"), await sum("2", "2")]).toEqual([42, 4]);
  });

  it("has a name of its own for every text", () => {
    expect(statement("select 1").name).toBe(statement("select 1").name);
    expect(statement("select 2").name).not.toBe(statement("select 1").name);
  });

  it("is given up when no answer comes, as an outage, and the next one has a connection again", async () => {
    const slow = sender(pool, 300);
    await expect(slow(statement("select pg_sleep(30)"), [])).rejects.toSatisfy(isUnavailable);
    expect(await sum("1", "2")).toBe(3);
  });

  it("is answered although the process stood still for longer than it has patience", async () => {
    const patient = sender(pool, 300);
    await patient(SUM, ["1", "2"]);
    const answer = patient(statement("select pg_sleep(0.2)"), []);
    await pause(20);
    // What is due then runs before the sockets are read.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2800);
    await expect(answer).resolves.toHaveLength(1);
  });

  it("fails as the database fails it, and is prepared still", async () => {
    await expect(sum("1", "two")).rejects.toMatchObject({ code: "22P02" });
    expect(await sum("1", "2")).toBe(3);
    expect(await prepared()).toEqual([SUM.name]);
  });
});
