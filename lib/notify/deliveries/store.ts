import { and, eq, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import { deliveries, deliveryAttempts } from "@/drizzle/schema/notify";
import type { Database } from "../../db/client";
import type { Notice } from "../notice";
import { HELD } from "../routing";

export type DeliveryStatus = "pending" | "sent" | "dead" | "muted";

/** A delivery as stored. */
export interface StoredDelivery extends Omit<typeof deliveries.$inferSelect, "notice" | "status"> {
  notice: Notice;
  status: DeliveryStatus;
}

export type StoredAttempt = typeof deliveryAttempts.$inferSelect;

/** The order in which an incident is told, whatever the clock did meanwhile. */
const rankOf = (table: SQL) => sql`case ${table}.notice->>'kind' when 'fired' then 0 when 'resolved' then 2 else 1 end`;

export async function insertDeliveries(db: Database, rows: StoredDelivery[]): Promise<void> {
  if (rows.length > 0) await db.insert(deliveries).values(rows.map((row) => ({ ...row, notice: { ...row.notice } })));
}

/** Ids of the channels that an incident's beginning was given to, delivered or not yet. */
export async function channelsTold(db: Database, incidentIds: string[]): Promise<Map<string, Set<string>>> {
  const rows = await db
    .selectDistinct({ incidentId: deliveries.incidentId, channelId: deliveries.channelId })
    .from(deliveries)
    .where(
      and(
        inArray(deliveries.incidentId, incidentIds),
        inArray(deliveries.status, ["pending", "sent", "dead"]),
        sql`${deliveries.notice}->>'kind' in ('fired', 'escalated')`,
      ),
    );
  const told = new Map<string, Set<string>>();
  for (const { incidentId, channelId } of rows) {
    if (incidentId) told.set(incidentId, (told.get(incidentId) ?? new Set()).add(channelId));
  }
  return told;
}

/** Mutes what was never tried since it waits for the end of quiet hours. */
export async function muteHeld(db: Database, incidentIds: string[], reason: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ status: "muted", lastError: reason })
    .where(
      and(
        inArray(deliveries.incidentId, incidentIds),
        eq(deliveries.status, "pending"),
        eq(deliveries.lastError, HELD),
        isNull(deliveries.leasedUntil),
      ),
    );
}

/** What a claim goes by. */
export interface Claim {
  now: Date;
  /** The lease that whoever claims gets. */
  until: Date;
  limit: number;
}

/** Ids of the channels at which something is due. */
export async function channelsDue(db: Database, { now, until }: Omit<Claim, "limit">): Promise<string[]> {
  const { rows } = await db.execute<{ channel_id: string }>(sql`
    select distinct channel_id from deliveries as d where ${isClaimable(now, until)}`);
  return rows.map((row) => row.channel_id);
}

/**
 * Leases deliveries of a channel that are due: per incident the earliest only, so that its story is told in order. Whoever
 * asks at the same moment gets others.
 */
export async function claimDeliveries(
  db: Database,
  channelId: string,
  { now, until, limit }: Claim,
): Promise<StoredDelivery[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    with due as materialized (
      select d.id from deliveries as d
      where d.channel_id = ${channelId} and ${isClaimable(now, until)} and ${isEarliest}
      order by d.due_at, d.id limit ${limit} for update of d skip locked
    )
    update deliveries as d set leased_until = ${until.toISOString()}::timestamptz
    from due where d.id = due.id and ${isClaimable(now, until)}
    returning d.id`);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const claimed = await db.select().from(deliveries).where(inArray(deliveries.id, ids)).orderBy(deliveries.dueAt);
  return claimed as unknown as StoredDelivery[];
}

/**
 * A lease much longer than any that is given, and a first attempt later than its making without being held, come of a clock that
 * was set back: they count for nothing. One that is a little longer is of an instance whose clock goes ahead of ours.
 */
const isClaimable = (now: Date, until: Date) => sql`
  d.status = 'pending' and (d.due_at <= ${now.toISOString()}::timestamptz or (d.attempts = 0 and d.due_at = d.created_at))
  and (d.leased_until is null or d.leased_until <= ${now.toISOString()}::timestamptz
    or d.leased_until > ${until.toISOString()}::timestamptz + interval '3 minutes')`;

const isEarliest = sql`not exists (
  select 1 from deliveries as e
  where e.incident_id = d.incident_id and e.channel_id = d.channel_id and e.status = 'pending' and e.id <> d.id
    and (${rankOf(sql`e`)}, e.created_at, e.id) < (${rankOf(sql`d`)}, d.created_at, d.id))`;

/** Whether the channel has received the beginning of an incident. */
export async function hasReceived(db: Database, channelId: string, incidentId: string): Promise<boolean> {
  const rows = await db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.incidentId, incidentId),
        eq(deliveries.channelId, channelId),
        eq(deliveries.status, "sent"),
        sql`${deliveries.notice}->>'kind' in ('fired', 'escalated')`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** How a delivery is marked after an attempt, or instead of one. */
export interface Mark {
  status: DeliveryStatus;
  attempts: number;
  dueAt: Date;
  sentAt: Date | null;
  lastError: string | null;
}

/**
 * Marks a delivery and ends its lease. One that was sent is marked whoever has the lease by now: it need not be sent again.
 * @param lease as it was claimed
 */
export async function markDelivery(db: Database, id: string, lease: Date | null, mark: Mark): Promise<void> {
  const ours = lease && eq(deliveries.leasedUntil, lease);
  await db
    .update(deliveries)
    .set({ ...mark, leasedUntil: null })
    .where(
      and(
        eq(deliveries.id, id),
        eq(deliveries.status, "pending"),
        mark.status === "sent" ? undefined : (ours ?? undefined),
      ),
    );
}

export async function insertAttempt(db: Database, attempt: Omit<StoredAttempt, "id">): Promise<void> {
  await db.insert(deliveryAttempts).values(attempt);
}

/** Lets a channel alone until then. */
export async function postponeChannel(db: Database, channelId: string, until: Date): Promise<void> {
  await db
    .update(deliveries)
    .set({ dueAt: until })
    .where(
      and(
        eq(deliveries.channelId, channelId),
        eq(deliveries.status, "pending"),
        lt(deliveries.dueAt, until),
        sql`${deliveries.leasedUntil} is null`,
      ),
    );
}

/** Mutes all that waits at a channel. */
export async function mutePending(db: Database, channelId: string, reason: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ status: "muted", lastError: reason })
    .where(and(eq(deliveries.channelId, channelId), eq(deliveries.status, "pending")));
}

/**
 * Takes what was sent to Alertmanagers, is firing still, and was not said since `before`, and notes that it is said now.
 * Whoever asks at the same moment gets nothing.
 */
export async function takeRestatements(
  db: Database,
  now: Date,
  before: Date,
): Promise<{ channelId: string; notice: Notice }[]> {
  const { rows } = await db.execute<{ channel_id: string; notice: Notice }>(sql`
    update deliveries as d set due_at = ${now.toISOString()}::timestamptz
    from channels as c, incidents as i
    where i.status = 'firing' and d.incident_id = i.id and c.id = d.channel_id and c.kind = 'alertmanager' and c.enabled
      and d.status = 'sent' and d.notice->>'kind' in ('fired', 'escalated')
      and greatest(d.due_at, d.sent_at) <= ${before.toISOString()}::timestamptz
    returning d.channel_id, d.notice`);
  return rows.map(({ channel_id, notice }) => ({ channelId: channel_id, notice }));
}
