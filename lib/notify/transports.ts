import { sendToAlertmanager } from "./alertmanager/transport";
import { type ChannelKind, configurationSchemas } from "./channel";
import { sendEmail } from "./email/transport";
import { sendToPagerDuty } from "./pagerduty/transport";
import { sendToSlack } from "./slack/transport";
import type { Message, Outcome, Transport, TransportContext } from "./transport";
import { sendWebhook } from "./webhook/transport";

const TRANSPORTS: { [Kind in ChannelKind]: Transport<Kind> } = {
  slack: sendToSlack,
  pagerduty: sendToPagerDuty,
  email: sendEmail,
  webhook: sendWebhook,
  alertmanager: sendToAlertmanager,
};

/**
 * Sends a message by the transport of its channel's kind.
 * @throws ZodError where what is stored does not fit the kind any more
 */
export function transmit<Kind extends ChannelKind>(
  kind: Kind,
  message: Message,
  stored: { settings: unknown; secrets: unknown },
  context: TransportContext,
): Promise<Outcome> {
  const settings = configurationSchemas.settings[kind].parse(stored.settings) as Parameters<
    Transport<Kind>
  >[1]["settings"];
  const secrets = configurationSchemas.secrets[kind].parse(stored.secrets) as Parameters<Transport<Kind>>[1]["secrets"];
  return TRANSPORTS[kind](message, { settings, secrets }, context);
}
