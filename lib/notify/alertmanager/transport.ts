import type { Notice } from "../notice";
import { type Configuration, type Outcome, post, type Transport, type TransportContext } from "../transport";
import { alertOf } from "./alert";

/** Posts the notice to an Alertmanager as an alert. */
export const sendToAlertmanager: Transport<"alertmanager"> = ({ notice, at }, configuration, context) =>
  postAlerts([notice], at, configuration, context);

/** Posts several notices at once, to say again what still fires. */
export function postAlerts(
  notices: readonly Notice[],
  at: Date,
  { settings, secrets }: Configuration<"alertmanager">,
  context: TransportContext,
): Promise<Outcome> {
  const authorization = credentials(settings.user, secrets.password);
  const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
  const body = JSON.stringify(notices.map((notice) => alertOf(notice, at)));
  return post(context, `${settings.url.replace(/\/+$/, "")}/api/v2/alerts`, { headers, body }, at);
}

function credentials(user: string | null, password: string | undefined): string | null {
  if (!password) return null;
  if (user === null) return `Bearer ${password}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`;
}
