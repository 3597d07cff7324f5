import type { Keyring } from "../access/seal";
import type { Database } from "../db/client";
import type { ChannelView } from "./channel";
import { selectLastTried } from "./log/store";
import { openSecrets, type SecretMap } from "./secrets";
import type { StoredChannel } from "./store";

/** A secret shorter than this shows none of itself. */
const MIN_SHOWN_LENGTH = 16;

/** Channels as the API tells them, with what became of the newest notice of each. */
export async function viewChannels(
  context: { db: Database; keyring: Keyring },
  channels: StoredChannel[],
): Promise<ChannelView[]> {
  const last = await selectLastTried(
    context.db,
    channels.map(({ id }) => id),
  );
  return Promise.all(
    channels.map(async (channel) => {
      const { id, name, kind, enabled, settings, routing, createdAt, updatedAt } = channel;
      const tried = last.find(({ channelId }) => channelId === id);
      return {
        ...{ id, name, kind, enabled, settings, routing },
        secrets: viewSecrets((await openSecrets(context, channel)) ?? {}),
        ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() },
        last_delivery: tried ? viewLast(tried) : null,
      };
    }),
  );
}

function viewSecrets(secrets: SecretMap): ChannelView["secrets"] {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [
      name,
      { set: true as const, last4: secret.length >= MIN_SHOWN_LENGTH ? secret.slice(-4) : null },
    ]),
  );
}

function viewLast({
  status,
  at,
  error,
}: {
  status: string;
  at: Date;
  error: string | null;
}): ChannelView["last_delivery"] {
  const told = status === "sent" || status === "dead" ? status : "pending";
  return { status: told, at: at.toISOString(), error };
}
