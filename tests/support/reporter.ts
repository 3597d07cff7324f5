import { expect } from "vitest";
import type { Query } from "./database-of";
import { call, postEvents } from "./http";
import { type JobEvent, jobHistory, wire } from "./job-history";
import { type ReferenceRun, referenceRuns, referenceTotals } from "./job-reference";
import { storedRuns, storedTotals } from "./job-store";
import { seededRandom } from "./random";
import { pause } from "./wait";

/** An answer other than 200, or none (`status` 0). */
export interface Refusal {
  at: number;
  status: number;
  retryAfter: string | null;
}

/** Bots that report without rest and send again, to the letter, whatever was not acknowledged. */
export interface Reporters {
  /** What was acknowledged so far. */
  readonly acknowledged: JobEvent[];
  readonly refusals: Refusal[];
  /** Batches that were acknowledged as duplicates in part: they had been stored without our hearing of it. */
  readonly lateAcknowledgements: number;
  /** Waits until something sent from now on is acknowledged; how long that took in milliseconds. */
  untilAcknowledged(): Promise<number>;
  /** Lets every batch under way be acknowledged, then stops. */
  stop(): Promise<void>;
}

const JOBS_A_BATCH = 12;
const BOTS = 3;
const HISTORY_MS = 4 * 3_600_000;
const AGAIN_MS = 25;

/**
 * Starts so many reporters, each with one batch of job histories on its way at a time.
 * @param name tells their jobs from those of other reporters on the same database
 */
export function startReporters(url: string, writers: number, seed: number, name = "job"): Reporters {
  const acknowledged: JobEvent[] = [];
  const refusals: Refusal[] = [];
  let lateAcknowledgements = 0;
  let lastSentAcknowledged = 0;
  let stopping = false;

  const write = async (writer: number) => {
    const random = seededRandom(seed + writer);
    for (let batch = 0; !stopping; batch++) {
      const events = Array.from({ length: JOBS_A_BATCH }, (_, n) =>
        jobHistory(random, `bot-${random.whole(1, BOTS)}`, `${name}-${writer}-${batch}-${n}`, Date.now() - HISTORY_MS),
      ).flat();
      await sendUntilAcknowledged(events);
      acknowledged.push(...events);
    }
  };
  const sendUntilAcknowledged = async (events: JobEvent[]) => {
    for (;;) {
      const sentAt = performance.now();
      const answer = await postEvents(url, events.map(wire)).catch(() => null);
      if (answer?.status === 200) {
        expect(answer.body.accepted + answer.body.duplicates).toBe(events.length);
        if (answer.body.duplicates > 0) lateAcknowledgements++;
        lastSentAcknowledged = Math.max(lastSentAcknowledged, sentAt);
        return;
      }
      const retryAfter = answer?.headers.get("retry-after") ?? null;
      refusals.push({ at: sentAt, status: answer?.status ?? 0, retryAfter });
      await pause(AGAIN_MS);
    }
  };

  const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  // A failed expectation is told by `stop`; until then it is nobody's.
  writing.catch(() => {});
  return {
    acknowledged,
    refusals,
    get lateAcknowledgements() {
      return lateAcknowledgements;
    },
    untilAcknowledged: async () => {
      const from = performance.now();
      while (lastSentAcknowledged < from) await Promise.race([pause(5), writing.then(() => pause(5))]);
      return performance.now() - from;
    },
    stop: async () => {
      stopping = true;
      await writing;
    },
  };
}

/** Checks that the log, the runs, the rollups and `/bots/{id}/stats` hold what was acknowledged: all of it, once, and nothing else that bots report. */
export async function expectExactly(events: readonly JobEvent[], url: string, query: Query): Promise<void> {
  // Rollcall's own alerts stand in the same log.
  const logged = await query<{ key: string }>(
    "select bot_id || ' ' || event_id as key from events where channel <> 'alerts'",
  );
  expect(logged.map(({ key }) => key).sort()).toEqual(events.map(({ bot_id, id }) => `${bot_id} ${id}`).sort());
  const runs = referenceRuns(events);
  expect(Object.fromEntries(await storedRuns(query))).toEqual(Object.fromEntries(runs));
  expect(await storedTotals(query)).toEqual(referenceTotals(runs));
  for (const bot of new Set(events.map(({ bot_id }) => bot_id))) {
    const ended = [...runs].filter(([key, run]) => key.startsWith(`${bot} `) && run.outcome !== null);
    const answer = await call(`${url}/api/bots/${bot}/stats?hours=24`);
    expect(answer).toMatchObject({ status: 200, body: { bot_id: bot, ...outcomes(ended.map(([, run]) => run)) } });
  }
}

function outcomes(runs: readonly ReferenceRun[]) {
  const count = (outcome: string) => runs.filter((run) => run.outcome === outcome).length;
  return {
    total_jobs: runs.length,
    succeeded: count("succeeded"),
    failed: count("failed"),
    cancelled: count("cancelled"),
  };
}
