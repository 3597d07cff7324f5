import { z } from "zod";
import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { groupBy } from "../bots/group";
import type { Database } from "../db/client";
import { decodeCursor, encodeCursor } from "../http/cursor";
import { badRequest, conflict, notFound } from "../http/problem";
import { NEVER_BEGUN } from "./deliver";
import type { StoredAttempt } from "./deliveries/store";
import type { DeliveryListQuery, DeliveryView } from "./delivery";
import {
  type DeliveryPosition,
  type NamedDelivery,
  reviveDelivery,
  reviveFollowers,
  selectAttempts,
  selectDeliveries,
  selectDelivery,
} from "./log/store";

const ATTEMPTS_TOLD = 20;

/** A page of the log of deliveries, newest first, each with its attempts. @throws Problem 400 for a cursor that is none */
export async function listDeliveries(
  { db }: { db: Database },
  { limit, cursor, channel_id, incident_id, status }: DeliveryListQuery,
): Promise<{ deliveries: DeliveryView[]; next_cursor: string | null }> {
  const filter = { channelId: channel_id, incidentId: incident_id, status };
  const rows = await selectDeliveries(db, limit + 1, filter, cursor ? positionOf(cursor) : undefined);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? encodeCursor([last.createdAt.getTime(), last.id]) : null;
  return { deliveries: await viewDeliveries(db, page), next_cursor: next };
}

/**
 * Lets a dead delivery be tried again, and what was to follow it.
 * @throws Problem 404, 409 where it is not dead, or its channel is gone
 */
export async function retryDelivery(
  { db, now, actor }: { db: Database; now: Date; actor: Principal },
  id: string,
): Promise<DeliveryView> {
  const delivery = await db.transaction(async (tx) => {
    const found = await selectDelivery(tx, id);
    if (!found) throw notFound("There is no such delivery.");
    if (found.channelName === null) throw conflict("Its channel is gone.");
    if (!(await reviveDelivery(tx, id, now))) throw conflict("Only a dead delivery can be tried again.");
    await reviveFollowers(tx, found, NEVER_BEGUN, now);
    const detail = { channel: found.channelName, title: found.notice.title };
    await recordAudit({ db: tx, now }, { actor, action: "delivery.retried", target: id, detail });
    return (await selectDelivery(tx, id))!;
  });
  const [view] = await viewDeliveries(db, [delivery]);
  return view!;
}

async function viewDeliveries(db: Database, rows: NamedDelivery[]): Promise<DeliveryView[]> {
  const ids = rows.map(({ id }) => id);
  const attempts = groupBy(await selectAttempts(db, ids, ATTEMPTS_TOLD), ({ deliveryId }) => deliveryId);
  return rows.map((row) => view(row, attempts.get(row.id) ?? []));
}

function view(delivery: NamedDelivery, attempts: StoredAttempt[]): DeliveryView {
  const { id, channelId, channelName, incidentId, notice, status, dueAt, createdAt, sentAt, lastError } = delivery;
  return {
    ...{ id, channel_id: channelId, channel_name: channelName, incident_id: incidentId },
    ...{ kind: notice.kind, severity: notice.severity, title: notice.title, status, attempts: delivery.attempts },
    due_at: status === "pending" ? dueAt.toISOString() : null,
    ...{ created_at: createdAt.toISOString(), sent_at: sentAt?.toISOString() ?? null, last_error: lastError },
    attempt_log: attempts.map(({ at, tookMs, outcome, statusCode, detail }) => ({
      ...{ at: at.toISOString(), took_ms: Math.round(tookMs), outcome: outcome as "sent" | "retry" | "dead" },
      ...{ status_code: statusCode, detail },
    })),
  };
}

const positionSchema = z.tuple([z.int().min(0).max(8.64e15), z.string().max(100)]);

function positionOf(cursor: string): DeliveryPosition {
  const parsed = positionSchema.safeParse(decodeCursor(cursor));
  if (parsed.success) return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] };
  throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
}
