import { afterEach, expect, it } from "vitest";
import { databaseOf } from "../support/database-of";
import { postEvents } from "../support/http";
import { jobHistory, wire } from "../support/job-history";
import { referenceRuns, referenceTotals } from "../support/job-reference";
import { storedRuns, storedTotals } from "../support/job-store";
import { seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";

const BOTS = 4;
const JOBS = 240;
const WRITERS = 6;
const HOURS_BACK = 5;

let server: TestServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

it.each([1, 2, 3, Date.now() % 1_000_000])(
  "job histories add up the same in whatever order, batches and repetitions they come (seed %i)",
  async (seed) => {
    server = await startServer();
    const { url } = server;
    const random = seededRandom(seed);
    const origin = Date.now() - HOURS_BACK * 3_600_000;
    const events = Array.from({ length: JOBS }, (_, n) =>
      jobHistory(random, `bot-${n % BOTS}`, `job-${n}`, origin),
    ).flat();
    const repeated = events.filter(() => random.chance(0.3));
    const waiting = random.shuffled([...events, ...repeated]);
    const sent = waiting.length;

    let accepted = 0;
    let duplicates = 0;
    const write = async () => {
      while (waiting.length > 0) {
        const { status, body } = await postEvents(url, waiting.splice(0, random.whole(1, 60)).map(wire));
        expect(status).toBe(200);
        accepted += body.accepted;
        duplicates += body.duplicates;
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));

    expect([accepted, duplicates]).toEqual([events.length, sent - events.length]);
    const query = databaseOf(server);
    const runs = referenceRuns(events);
    expect(Object.fromEntries(await storedRuns(query))).toEqual(Object.fromEntries(runs));
    expect(await storedTotals(query)).toEqual(referenceTotals(runs));
  },
);
