import { recordAudit } from "../access/audit";
import { openKeyring } from "../access/seal";
import { notFound } from "../http/problem";
import { createOutbound } from "../outbound/connect";
import { attempt } from "./attempt";
import type { ChannelContext } from "./channels";
import { insertAttempt, insertDeliveries } from "./deliveries/store";
import type { Notice } from "./notice";
import { newDeliveryId } from "./outbox";
import { selectChannel } from "./store";

/** What a try of a channel came to. */
export interface TestOutcome {
  delivery_id: string;
  outcome: "sent" | "retry" | "dead";
  status_code: number | null;
  detail: string | null;
  took_ms: number;
}

/** Sends a test notice to a channel now, once, switched off or not, and keeps it in the log. @throws Problem 404 */
export async function testChannel({ db, now, env, actor }: ChannelContext, id: string): Promise<TestOutcome> {
  const channel = await selectChannel(db, id);
  if (!channel) throw notFound("There is no such channel.");
  const keyring = await openKeyring({ db, env });
  const delivery = { id: newDeliveryId(), notice: testNotice(channel.name, now) };
  const tried = await attempt({ db, env, keyring, outbound: createOutbound(env) }, channel, { ...delivery, at: now });
  const { outcome, statusCode, detail, tookMs } = tried;
  const isSent = outcome === "sent";
  await db.transaction(async (tx) => {
    await insertDeliveries(tx, [
      {
        ...delivery,
        ...{ channelId: id, incidentId: null, status: isSent ? "sent" : "dead", attempts: 1, dueAt: now },
        ...{ leasedUntil: null, createdAt: now, sentAt: isSent ? now : null, lastError: isSent ? null : detail },
      },
    ]);
    await insertAttempt(tx, { deliveryId: delivery.id, at: now, tookMs, outcome, statusCode, detail });
    const result = { name: channel.name, kind: channel.kind, outcome };
    await recordAudit({ db: tx, now }, { actor, action: "channel.tested", target: id, detail: result });
  });
  return { delivery_id: delivery.id, outcome, status_code: statusCode, detail, took_ms: Math.round(tookMs) };
}

function testNotice(channelName: string, now: Date): Notice {
  const at = now.toISOString();
  return {
    ...{ kind: "test", dedup_key: `rollcall:test:${now.getTime()}`, incident_id: null, severity: "info" },
    ...{
      title: "A test of this channel",
      summary: `Rollcall can reach the channel "${channelName}". Nothing is wrong.`,
    },
    ...{ subject: "fleet:", bot_ids: [], labels: {}, value: null, threshold: null },
    ...{ started_at: at, fired_at: at, resolved_at: null, url: null, runbook_url: null },
  };
}
