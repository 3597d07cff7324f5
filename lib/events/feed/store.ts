import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client";
import type { Channel } from "../event";
import type { FeedFilter } from "./filter";
import { BEGINNING, type Position, positionAfter } from "./position";

/** A stored event. Times are epoch milliseconds; `data` is JSON text. */
export interface EventRow {
  eventId: string;
  type: string;
  botId: string;
  time: number;
  receivedAt: number;
  data: string;
}

/** A stored event at its place in the feed. */
export interface FeedRow extends EventRow, Position {
  channel: Channel;
  originalTime: number | null;
}

/** What tells an event from all others: the key it is stored under. */
export interface EventKey {
  botId: string;
  /** Epoch milliseconds. */
  time: number;
  eventId: string;
}

/** What one read found. */
export interface FeedPage {
  rows: FeedRow[];
  /** Where the next read goes on: everything before it was looked at. */
  next: Position;
  /** The read ended at its limit, not at the end of the feed. */
  more: boolean;
  /** Rows are committed that wait for an older transaction to end; they will be readable without further notice. */
  held: boolean;
}

interface PageRow extends Record<string, unknown> {
  horizon: string;
  /** Null, like all that follows, where nothing was found. */
  scanned: number | null;
  xid: string;
  seq: number;
  event_id: string;
  type: string;
  bot_id: string;
  channel: Channel;
  time: number;
  received_at: number;
  original_time: number | null;
  wanted: boolean;
  data: string;
}

/** One read of the feed. */
export interface FeedRead {
  from: Position;
  filter: FeedFilter;
  /** Rows older than this are gone, even where their partition still stands. */
  oldest: Date;
  /** Rows to look at, at most, whatever the filter: a rare one costs no long statement. */
  scan: number;
  /** Whether the horizon looks past transactions that cannot add to the log, which costs a look at the server's locks. */
  isPatient: boolean;
}

/**
 * Reads the feed from a position on, up to the horizon: the oldest transaction that is still open. No row can appear before
 * it any more. Yet the next read goes on after the last row, not at the horizon: a database that crashes gives the ids of
 * transactions that left no trace once more.
 */
export async function readFeed(db: Database, { from, filter, oldest, scan, isPatient }: FeedRead): Promise<FeedPage> {
  const { rows } = await db.execute<PageRow>(sql`
    with horizon as materialized (select ${isPatient ? OWN_HORIZON : HORIZON} as xid)
    select h.xid::text as horizon, page.scanned::integer as scanned, page.xid::text as xid, page.seq, page.event_id,
      page.type, page.bot_id, page.channel, ${epochMs(sql`page.time`)} as time,
      ${epochMs(sql`page.received_at`)} as received_at, ${epochMs(sql`page.original_time`)} as original_time,
      page.wanted and page.xid < h.xid as wanted,
      case when page.wanted and page.xid < h.xid then page.data::text end as data
    from horizon as h
    left join (
      select looked_at.*, ${condition(filter)} as wanted, count(*) over () as scanned, row_number() over () as place,
        count(*) filter (where looked_at.xid < (select xid from horizon)) over () as passed
      from (
        select e.* from events as e
        where (e.xid, e.seq) >= (${String(from.xid)}::xid8, ${from.seq}::integer)
          and e.time >= ${oldest.toISOString()}::timestamptz
        order by e.xid, e.seq limit ${scan}
      ) as looked_at
    ) as page on (page.wanted and page.xid < h.xid) or page.place in (page.passed, page.scanned)
    order by page.xid, page.seq`);
  const horizon = Number(rows[0]!.horizon);
  const last = rows[0]!.scanned === null ? null : { xid: Number(rows.at(-1)!.xid), seq: rows.at(-1)!.seq };
  const held = last !== null && last.xid >= horizon;
  const passed = rows.findLast((row) => row.scanned !== null && Number(row.xid) < horizon);
  return {
    rows: rows.filter((row) => row.wanted).map(toFeedRow),
    next: passed ? positionAfter({ xid: Number(passed.xid), seq: passed.seq }) : from,
    more: rows[0]!.scanned === scan && !held,
    held,
  };
}

/**
 * The newest rows of the feed, newest first, and its end at the same moment, from which a reader goes on without a gap.
 * Looks at the newest `scan` rows at most; of one bot, at as many of its own.
 */
export async function readNewest(
  db: Database,
  {
    filter,
    oldest,
    limit,
    scan,
  }: { filter: FeedFilter & { type?: string | null }; oldest: Date; limit: number; scan: number },
): Promise<{ rows: FeedRow[]; end: Position }> {
  const { botId } = filter;
  // A bot's own events are found by its key; its order by time is near enough to that of the feed to find the newest.
  const [ofBot, newestFirst] =
    botId === null ? [sql`true`, sql`xid desc, seq desc`] : [sql`e.bot_id = ${botId}`, sql`time desc`];
  const { rows } = await db.execute<PageRow & { end_xid: string | null; end_seq: number }>(sql`
    with horizon as materialized (select ${OWN_HORIZON} as xid), newest as materialized (
      select e.xid, e.seq from events as e where e.xid < (select xid from horizon) order by e.xid desc, e.seq desc limit 1
    )
    select newest.xid::text as end_xid, newest.seq as end_seq, page.xid::text as xid, page.seq, page.event_id,
      page.type, page.bot_id, page.channel, ${epochMs(sql`page.time`)} as time, ${epochMs(sql`page.received_at`)} as received_at,
      ${epochMs(sql`page.original_time`)} as original_time, page.wanted, page.data::text as data
    from (select) as one left join newest on true
    left join lateral (
      select looked_at.*, true as wanted from (
        select e.* from events as e
        where e.xid < (select xid from horizon) and e.time >= ${oldest.toISOString()}::timestamptz
          and ${ofBot}
        order by ${newestFirst} limit ${scan}
      ) as looked_at
      where ${condition(filter)}
      order by ${newestFirst} limit ${limit}
    ) as page on true
    order by page.xid desc, page.seq desc`);
  const { end_xid, end_seq } = rows[0]!;
  return {
    rows: rows.filter((row) => row.wanted).map(toFeedRow),
    end: end_xid === null ? BEGINNING : positionAfter({ xid: Number(end_xid), seq: end_seq }),
  };
}

/** The event of this key; null where there is none. */
export async function readEvent(db: Database, { botId, time, eventId }: EventKey): Promise<EventRow | null> {
  const { rows } = await db.execute<PageRow>(sql`
    select e.event_id, e.type, e.bot_id, ${epochMs(sql`e.time`)} as time, ${epochMs(sql`e.received_at`)} as received_at,
      e.data::text as data
    from events as e
    where e.bot_id = ${botId} and e.time = timestamptz 'epoch' + ${time}::float8 * interval '1 millisecond' and e.event_id = ${eventId}`);
  return rows[0] ? toEventRow(rows[0]) : null;
}

/** Where the feed stands. */
export interface Horizon {
  end: Position;
  /** The id that the next transaction gets. */
  nextXid: number;
  /** The transaction that brought a backup back, and when, in epoch milliseconds; null where there was none. */
  restored: { xid: number; at: number } | null;
}

/** The end of the feed as of now, and what tells its cursors from others. */
export async function readHorizon(db: Database): Promise<Horizon> {
  const { rows } = await db.execute<{ next: string; xid: string | null; seq: number; restored: string | null }>(sql`
    with horizon as materialized (select ${OWN_HORIZON} as xid)
    select pg_snapshot_xmax(pg_current_snapshot())::text as next, newest.xid::text as xid, newest.seq,
      (select value from settings where name = 'feed_restored') as restored
    from horizon as h
    left join (
      select e.xid, e.seq from events as e where e.xid < (select xid from horizon) order by e.xid desc, e.seq desc limit 1
    ) as newest on true`);
  const { next, xid, seq, restored } = rows[0]!;
  const [restoredXid, at] = restored?.split(".").map(Number) ?? [];
  return {
    end: xid === null ? BEGINNING : positionAfter({ xid: Number(xid), seq }),
    nextXid: Number(next),
    restored: restoredXid !== undefined && at !== undefined ? { xid: restoredXid, at } : null,
  };
}

/** Tells the feeds of other processes that something was committed. @param origin this process, which need not be told */
export async function notifyFeeds(db: Database, channel: string, origin: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${origin})`);
}

/** The oldest open transaction of the whole server. */
const HORIZON = sql`pg_snapshot_xmin(pg_current_snapshot())`;

/**
 * The oldest open transaction that can add to the log. A transaction is passed over only where its lock on its own id shows that
 * it belongs to another database, so that somebody else's long job there does not hold the feed back, or that it holds the lock
 * of the fold: folds and removals of bots take that before they have an id, and log nothing.
 */
const OWN_HORIZON = sql`(
  select coalesce(min(open.xid), pg_snapshot_xmax(pg_current_snapshot()))
  from pg_snapshot_xip(pg_current_snapshot()) as open (xid)
  where open.xid::xid not in (
    select own.transactionid from pg_locks as own
    join pg_stat_activity as a on a.pid = own.pid
    join pg_database as d on d.oid = a.datid
    where own.locktype = 'transactionid' and own.mode = 'ExclusiveLock' and own.granted
      and (d.datname <> current_database() or own.virtualtransaction in (
        select virtualtransaction from pg_locks
        where locktype = 'advisory' and granted and database = d.oid
          and objsubid = 1 and (classid::bigint << 32) | objid::bigint = hashtext('rollcall.fold')
      ))
  )
)`;

const epochMs = (instant: SQL) => sql`(extract(epoch from ${instant}) * 1000)::float8`;

function condition({ channels, botId, type = null }: FeedFilter & { type?: string | null }): SQL {
  const channel = channels && sql`looked_at.channel = any(${sql.param(channels)}::text[])`;
  const bot = botId === null ? null : sql`looked_at.bot_id = ${botId}`;
  const ofType = type === null ? null : sql`looked_at.type = ${type}`;
  return sql`${channel ?? sql`true`} and ${bot ?? sql`true`} and ${ofType ?? sql`true`}`;
}

const toFeedRow = (row: PageRow): FeedRow => ({
  ...toEventRow(row),
  xid: Number(row.xid),
  seq: row.seq,
  channel: row.channel,
  originalTime: row.original_time,
});

const toEventRow = (row: PageRow): EventRow => ({
  eventId: row.event_id,
  type: row.type,
  botId: row.bot_id,
  time: row.time,
  receivedAt: row.received_at,
  data: row.data,
});
