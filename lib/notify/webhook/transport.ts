import { post, type Transport } from "../transport";
import { signatureHeaders } from "./sign";

/** Posts the notice as JSON, signed as Standard Webhooks has it. */
export const sendWebhook: Transport<"webhook"> = async ({ id, notice, at }, { settings, secrets }, context) => {
  const body = JSON.stringify({ type: `incident.${notice.kind}`, timestamp: at.toISOString(), data: notice });
  const signature = await signatureHeaders(secrets.secret ?? "", { id, at, body });
  return post(context, settings.url, { headers: { "content-type": "application/json", ...signature }, body }, at);
};
