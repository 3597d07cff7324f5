import { openKeyring } from "../access/seal";
import { groupBy } from "../bots/group";
import { postAlerts } from "./alertmanager/transport";
import type { AttemptContext } from "./attempt";
import { configurationSchemas } from "./channel";
import { takeRestatements } from "./deliveries/store";
import { openSecrets } from "./secrets";
import { selectChannel } from "./store";

/** How often an Alertmanager is told what fires still: it forgets when it is started anew. */
const EVERY_MS = 300_000;

/**
 * Tells the Alertmanagers again what they were told before and is firing still. Safe twice at once.
 * @returns how many notices were said again
 */
export async function restateAlerts(context: Omit<AttemptContext, "keyring">, now: Date): Promise<number> {
  const taken = await takeRestatements(context.db, now, new Date(now.getTime() - EVERY_MS));
  if (taken.length === 0) return 0;
  const keyring = await openKeyring(context);
  let said = 0;
  for (const [channelId, notices] of groupBy(taken, (each) => each.channelId)) {
    const channel = await selectChannel(context.db, channelId);
    const secrets = channel && (await openSecrets({ ...context, keyring }, channel));
    if (!channel || !secrets) continue;
    const settings = configurationSchemas.settings.alertmanager.parse(channel.settings);
    const alerts = notices.map(({ notice }) => notice);
    // What fails now is said the next time.
    const { outcome } = await postAlerts(alerts, now, { settings, secrets }, context);
    if (outcome === "sent") said += notices.length;
  }
  return said;
}
