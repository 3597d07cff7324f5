import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { channelsTold, insertDeliveries, muteHeld, type StoredDelivery } from "./deliveries/store";
import type { Notice } from "./notice";
import { route } from "./routing";
import { type StoredChannel, selectChannelsOf } from "./store";

/** What became of a notice at a channel. */
export interface Queued {
  deliveryId: string;
  incidentId: string | null;
  channelId: string;
  channelName: string;
  kind: Notice["kind"];
  status: "pending" | "muted";
  /** Why it is muted or waits. */
  reason: string | null;
}

/** What tells of something that began before: it goes where the beginning went, wherever the rule points by now. */
const FOLLOWS: ReadonlySet<Notice["kind"]> = new Set(["resolved", "acknowledged"]);

/**
 * Writes notices down for delivery. Give the transaction of the change that they tell of as `tx`: what is committed will
 * be delivered, at least once.
 *
 * `fired` and `escalated` go to the channels named (each stores what becomes of it there, muted ones too), or to every
 * enabled one that takes the severity where none is named. `resolved` goes to those that were given the beginning, and
 * `acknowledged` to those of them that know such a thing (PagerDuty). A beginning that still waits for the end of quiet
 * hours when its incident is resolved is muted, and nothing follows it.
 */
export async function queueNotices(
  tx: Database,
  {
    notices,
    channelIds,
    exceptKind,
    now,
  }: {
    notices: readonly Notice[];
    channelIds: readonly string[];
    /** A kind of channel that is told nothing: what came from an Alertmanager does not go back to one. */
    exceptKind?: StoredChannel["kind"];
    now: Date;
  },
): Promise<Queued[]> {
  if (notices.length === 0) return [];
  const ended = incidentsOf(notices.filter(({ kind }) => kind === "resolved"));
  if (ended.length > 0) await muteHeld(tx, ended, "Resolved before quiet hours ended.");
  const following = incidentsOf(notices.filter(({ kind }) => FOLLOWS.has(kind)));
  const told = following.length > 0 ? await channelsTold(tx, following) : new Map<string, Set<string>>();
  const named = (await selectChannelsOf(tx, channelIds)).filter(({ kind }) => kind !== exceptKind);
  const followers = await selectChannelsOf(tx, [...new Set([...told.values()].flatMap((ids) => [...ids]))]);

  const queued = notices.flatMap((notice) => {
    const receivers = FOLLOWS.has(notice.kind)
      ? followers.filter((channel) => follows(channel, notice, told))
      : named.filter((channel) => channelIds.length > 0 || !("muted" in route(channel, notice, now)));
    return receivers.map((channel) => deliveryOf(notice, channel, now));
  });
  await insertDeliveries(
    tx,
    queued.map(({ delivery }) => delivery),
  );
  return queued.map(({ delivery, channel }) => ({
    ...{ deliveryId: delivery.id, incidentId: delivery.incidentId, channelId: channel.id, channelName: channel.name },
    ...{ kind: delivery.notice.kind, status: delivery.status as Queued["status"], reason: delivery.lastError },
  }));
}

const incidentsOf = (notices: readonly Notice[]): string[] =>
  notices.flatMap(({ incident_id }) => (incident_id === null ? [] : [incident_id]));

function follows(channel: StoredChannel, { kind, incident_id }: Notice, told: Map<string, Set<string>>): boolean {
  if (kind === "acknowledged" && channel.kind !== "pagerduty") return false;
  return incident_id !== null && told.get(incident_id)?.has(channel.id) === true;
}

function deliveryOf(
  notice: Notice,
  channel: StoredChannel,
  now: Date,
): { delivery: StoredDelivery; channel: StoredChannel } {
  const way = route(channel, notice, now);
  const isMuted = "muted" in way;
  const delivery: StoredDelivery = {
    ...{ id: newDeliveryId(), channelId: channel.id, incidentId: notice.incident_id, notice },
    ...{ status: isMuted ? "muted" : "pending", attempts: 0, dueAt: isMuted ? now : way.dueAt, leasedUntil: null },
    ...{ createdAt: now, sentAt: null, lastError: isMuted ? way.muted : way.held },
  };
  return { delivery, channel };
}

/** A new id of a delivery, by which receivers know it again. */
export const newDeliveryId = (): string => `dlv_${randomText(20)}`;
