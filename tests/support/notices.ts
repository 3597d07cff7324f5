import { randomUUID } from "node:crypto";
import { openKeyring } from "@/lib/access/seal";
import type { Database } from "@/lib/db/client";
import type { ChannelKind } from "@/lib/notify/channel";
import type { Notice } from "@/lib/notify/notice";
import { type Routing, routingSchema } from "@/lib/notify/routing";
import { sealSecrets } from "@/lib/notify/secrets";
import { insertChannel, type StoredChannel } from "@/lib/notify/store";

/** A notice of an incident of its own, unless told. */
export function noticeOf(changes: Partial<Notice> = {}): Notice {
  const id = changes.incident_id ?? `inc_${randomUUID().slice(0, 8)}`;
  const start = new Date(Date.now() - 120_000).toISOString();
  return {
    ...{ kind: "fired", dedup_key: `rollcall:${id}`, incident_id: id, severity: "critical" },
    ...{ title: "Bot offline: press-1", summary: "No heartbeat for 2 min.", subject: "bot:press-1" },
    ...{ bot_ids: ["press-1"], labels: { alertname: "Bot offline", team: "print" }, value: 120, threshold: 90 },
    ...{ started_at: start, fired_at: start, resolved_at: null },
    ...{ url: "https://rollcall.example/alerts/1", runbook_url: "https://runbooks.example/offline" },
    ...changes,
  } as Notice;
}

/** Puts a channel into the database. */
export async function makeChannel(
  db: Database,
  kind: ChannelKind,
  {
    settings = {},
    secrets = {},
    routing = {},
    enabled = true,
  }: { settings?: object; secrets?: Record<string, string>; routing?: Partial<Routing>; enabled?: boolean } = {},
): Promise<StoredChannel> {
  const id = `chn_${randomUUID().slice(0, 12)}`;
  const now = new Date();
  const channel: StoredChannel = {
    ...{ id, name: `channel ${id}`, kind, enabled, settings: { ...settings } },
    ...{
      sealed: await sealSecrets(await openKeyring({ db, env: {} }), id, secrets),
      routing: routingSchema.parse(routing),
    },
    ...{ createdAt: now, updatedAt: now },
  };
  await insertChannel(db, channel);
  return channel;
}
