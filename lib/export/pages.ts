import { selectBots } from "../bots/store";
import type { Database } from "../db/client";
import { jobRunOf } from "../jobs/run";
import { type StoredRun, selectRuns } from "../jobs/store";
import { withoutText } from "../messages/masking";
import type { Kept } from "../stats/analytics/source";
import { toInstant } from "../stats/instant";
import { hoursOf } from "./hours";
import { EVENT_TYPES, type ExportRecord } from "./kind";
import type { ExportRequest } from "./query";
import { type ExportRow, selectEventsAfter } from "./store";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So many rows are held at once, whatever the size of the file. */
const PAGE = 1000;
/** So many days of a bot's hours are. */
const DAYS_OF_HOURS = 31;

/** What an export is read with. */
export interface ExportContext {
  db: Database;
  now: Date;
  /** For how many days events are kept. */
  rawDays: number;
  kept: Kept;
}

/** The rows that are asked for, page by page; pages are never empty. @param isMasked whether messages come without text */
export function pagesOf(
  context: ExportContext,
  request: ExportRequest,
  isMasked: boolean,
): AsyncGenerator<ExportRecord[]> {
  if (request.kind === "jobs") return jobPages(context, request);
  if (request.kind === "stats") return hourPages(context, request);
  return eventPages(context, request, EVENT_TYPES[request.kind], isMasked);
}

/** Day by day, so that no statement reads more than a partition of the log; within a day by bot, then time. */
async function* eventPages(
  { db, now, rawDays }: ExportContext,
  { botId, from, to }: ExportRequest,
  types: readonly string[] | null,
  isMasked: boolean,
): AsyncGenerator<ExportRecord[]> {
  // A partition may outlive its time by a day; an event may be so far ahead.
  const first = Math.max(from.getTime(), startOfDay(now.getTime() - (rawDays + 1) * DAY_MS));
  const end = Math.min(to.getTime(), now.getTime() + 2 * DAY_MS);
  for (let at = first; at < end; at = startOfDay(at) + DAY_MS) {
    const span = { types, botId, from: new Date(at), to: new Date(Math.min(end, startOfDay(at) + DAY_MS)) };
    for (let after: ExportRow | null = null; ; ) {
      const rows: ExportRow[] = await selectEventsAfter(db, span, after, PAGE);
      if (rows.length > 0) yield rows.map((row) => eventOf(row, isMasked));
      if (rows.length < PAGE) break;
      after = rows.at(-1)!;
    }
  }
}

const startOfDay = (at: number) => Math.floor(at / DAY_MS) * DAY_MS;

/** An event as the API tells it everywhere. */
function eventOf({ botId, time, eventId, type, receivedAt, data }: ExportRow, isMasked: boolean): ExportRecord {
  return {
    event_id: eventId,
    type,
    bot_id: botId,
    time: toInstant(new Date(time)),
    received_at: toInstant(new Date(receivedAt)),
    data: isMasked ? withoutText(type, data) : data,
  };
}

/** Ended attempts as the console counts them, each once, bot by bot, the last first. */
async function* jobPages({ db }: ExportContext, request: ExportRequest): AsyncGenerator<ExportRecord[]> {
  const { from, to } = request;
  for (const botId of await botsOf(db, request)) {
    for (let last: StoredRun | undefined; ; ) {
      const after = last && { at: last.finishedAt!, jobId: last.jobId, attempt: last.attempt };
      const runs: StoredRun[] = await selectRuns(db, botId, { state: "ended", from, to }, { limit: PAGE, after });
      if (runs.length > 0) yield runs.map(recordOfRun);
      if (runs.length < PAGE) break;
      last = runs.at(-1);
    }
  }
}

function recordOfRun(run: StoredRun): ExportRecord {
  const { progress_percent: _, progress_note: __, error, ...told } = jobRunOf(run);
  return {
    ...{ bot_id: run.botId, job_id: run.jobId, queue: run.queue, job_type: run.jobType, customer_id: run.customerId },
    ...told,
    ...{ error_type: error?.type ?? null, error_message: error?.message ?? null, error_stack: error?.stack ?? null },
  };
}

/** UTC hours in which a bot did anything, bot by bot, as far back as hours are kept. */
async function* hourPages({ db, now, kept }: ExportContext, request: ExportRequest): AsyncGenerator<ExportRecord[]> {
  const wholeHour = (round: (hours: number) => number, at: number) => round(at / HOUR_MS) * HOUR_MS;
  const oldest = now.getTime() - kept.hourlyDays * DAY_MS;
  const first = wholeHour(Math.floor, Math.max(request.from.getTime(), oldest));
  const end = wholeHour(Math.ceil, Math.min(request.to.getTime(), now.getTime() + DAY_MS));
  for (const botId of await botsOf(db, request)) {
    for (let at = first; at < end; at += DAYS_OF_HOURS * DAY_MS) {
      const to = new Date(Math.min(end, at + DAYS_OF_HOURS * DAY_MS));
      const hours = await hoursOf(db, botId, new Date(at), to);
      if (hours.length > 0) yield hours;
    }
  }
}

const botsOf = async (db: Database, { botId }: ExportRequest): Promise<string[]> =>
  botId === null ? (await selectBots(db)).map(({ id }) => id) : [botId];
