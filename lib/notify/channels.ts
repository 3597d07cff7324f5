import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { type Keyring, openKeyring } from "../access/seal";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { conflict, notFound } from "../http/problem";
import type { NotifyEnv } from "./attempt";
import type { ChannelChange, ChannelView, NewChannel } from "./channel";
import { configure, present, refuseInner, withSigningSecret } from "./configure";
import { mutePending } from "./deliveries/store";
import { openSecrets, sealSecrets } from "./secrets";
import {
  type ChannelPosition,
  countChannels,
  deleteChannel,
  insertChannel,
  isNameTaken,
  type StoredChannel,
  selectChannel,
  selectChannels,
  updateChannel,
} from "./store";
import { viewChannels } from "./view";

/** More than anybody routes to; each is asked at every notice. */
const MOST_CHANNELS = 200;

/** What the verbs of channels need. `actor` is who asks, for the audit log. */
export interface ChannelContext {
  db: Database;
  now: Date;
  env: NotifyEnv;
  actor: Principal;
}

/** A channel as saved, and the signing secret that was made for it, which is told this once. */
export interface SavedChannel {
  channel: ChannelView;
  signingSecret?: string;
}

/** A page of channels by name, and where the next one starts; null on the last page. */
export async function listChannels(
  { db, env }: Pick<ChannelContext, "db" | "env">,
  { limit, after }: { limit: number; after?: ChannelPosition },
): Promise<{ channels: ChannelView[]; next: ChannelPosition | null }> {
  const rows = await selectChannels(db, limit + 1, after);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const channels = await viewChannels({ db, keyring: await openKeyring({ db, env }) }, page);
  return { channels, next: rows.length > limit && last ? { name: last.name, id: last.id } : null };
}

/** One channel. @throws Problem 404 */
export async function readChannel({ db, env }: Pick<ChannelContext, "db" | "env">, id: string): Promise<ChannelView> {
  const channel = await selectChannel(db, id);
  if (!channel) throw missing();
  return viewOf({ db, keyring: await openKeyring({ db, env }) }, channel);
}

/**
 * Makes a channel.
 * @throws Problem 409 where the name is taken or there are too many, 422 for an address that notices may not go to
 */
export async function createChannel(context: ChannelContext, body: NewChannel): Promise<SavedChannel> {
  const { db, now, env } = context;
  const keyring = await openKeyring({ db, env });
  const { name, kind, enabled, settings, routing } = body;
  const { secrets, signingSecret } = withSigningSecret(kind, present(body.secrets));
  refuseInner(env, { settings, secrets });
  const id = `chn_${randomText(16)}`;
  const channel: StoredChannel = {
    ...{ id, name, kind, enabled, settings, routing, createdAt: now, updatedAt: now },
    sealed: await sealSecrets(keyring, id, secrets),
  };
  await db.transaction(async (tx) => {
    if ((await countChannels(tx)) >= MOST_CHANNELS) throw conflict(`There are ${MOST_CHANNELS} channels already.`);
    if (await isNameTaken(tx, name, id)) throw nameTaken();
    await insertChannel(tx, channel);
    await audit(context, tx, "channel.created", channel, { enabled });
  });
  return { channel: await viewOf({ db, keyring }, channel), ...(signingSecret && { signingSecret }) };
}

/**
 * Changes a channel. Secrets that are not given stay, unless its address changes: nobody learns a secret by having it sent
 * elsewhere. What still waits at one that is switched off is muted.
 * @throws Problem 404, 409 where the name is taken, 422
 */
export async function changeChannel(context: ChannelContext, id: string, change: ChannelChange): Promise<SavedChannel> {
  const { db, now, env } = context;
  const keyring = await openKeyring({ db, env });
  const { channel, signingSecret } = await db.transaction(async (tx) => {
    const current = await selectChannel(tx, id, true);
    if (!current) throw missing();
    if (change.name !== undefined && (await isNameTaken(tx, change.name, id))) throw nameTaken();
    const held = await openSecrets({ db: tx, keyring }, current);
    const configured = configure(current, held, change);
    if (change.settings || change.secrets) refuseInner(env, configured);
    const { name = current.name, enabled = current.enabled, routing = current.routing } = change;
    const needsSealing = held !== null || change.secrets !== undefined;
    const sealed = needsSealing ? await sealSecrets(keyring, id, configured.secrets) : current.sealed;
    const { settings } = configured;
    const channel: StoredChannel = { ...current, name, enabled, routing, settings, sealed, updatedAt: now };
    await updateChannel(tx, channel);
    if (current.enabled && !enabled) await mutePending(tx, id, "The channel is switched off.");
    const fields = Object.keys(change).filter((field) => field !== "secrets");
    const replaced = Object.keys(change.secrets ?? {});
    await audit(context, tx, "channel.changed", channel, { fields, ...(replaced.length > 0 && { secrets: replaced }) });
    return { channel, signingSecret: configured.signingSecret };
  });
  return { channel: await viewOf({ db, keyring }, channel), ...(signingSecret && { signingSecret }) };
}

/** Deletes a channel; what still waits there is muted. @throws Problem 404 */
export async function removeChannel(context: Omit<ChannelContext, "env">, id: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    const channel = await selectChannel(tx, id, true);
    if (!channel) throw missing();
    await deleteChannel(tx, id);
    await mutePending(tx, id, "The channel was deleted.");
    await audit(context, tx, "channel.deleted", channel, {});
  });
}

async function viewOf(context: { db: Database; keyring: Keyring }, channel: StoredChannel): Promise<ChannelView> {
  const [view] = await viewChannels(context, [channel]);
  return view!;
}

function audit(
  { now, actor }: Pick<ChannelContext, "now" | "actor">,
  tx: Database,
  action: string,
  { id, name, kind }: StoredChannel,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAudit({ db: tx, now }, { actor, action, target: id, detail: { name, kind, ...detail } });
}

const missing = () => notFound("There is no such channel.");
const nameTaken = () => conflict("Another channel has this name.");
