import type { Notice, Severity } from "../notice";
import { cut } from "../text";
import { type Outcome, post, type Transport } from "../transport";

const ACTION: Record<Notice["kind"], "trigger" | "acknowledge" | "resolve"> = {
  fired: "trigger",
  escalated: "trigger",
  acknowledged: "acknowledge",
  resolved: "resolve",
  test: "trigger",
};

/** PagerDuty knows four severities of its own. */
const SEVERITY: Record<Severity, "critical" | "error" | "warning" | "info"> = {
  critical: "critical",
  warning: "warning",
  performance: "warning",
  info: "info",
};

/** Sends the notice as an event of PagerDuty's Events API v2. A test is resolved at once, so that it leaves nothing open. */
export const sendToPagerDuty: Transport<"pagerduty"> = async ({ notice, at }, { settings, secrets }, context) => {
  const send = (event: object): Promise<Outcome> => {
    const body = JSON.stringify({ routing_key: secrets.routing_key, ...event });
    return post(context, settings.url, { headers: { "content-type": "application/json" }, body }, at);
  };
  const outcome = await send(pagerDutyEvent(notice));
  if (notice.kind !== "test" || outcome.outcome !== "sent") return outcome;
  return send(pagerDutyEvent({ ...notice, kind: "resolved" }));
};

/** The event of a notice, without the routing key. */
export function pagerDutyEvent(notice: Notice): object {
  const identity = { event_action: ACTION[notice.kind], dedup_key: notice.dedup_key };
  if (identity.event_action !== "trigger") return identity;
  const links = [
    { href: notice.url, text: "Incident in Rollcall" },
    { href: notice.runbook_url, text: "Runbook" },
  ].filter(({ href }) => href !== null);
  return {
    ...identity,
    client: "Rollcall",
    ...(notice.url && { client_url: notice.url }),
    links,
    payload: {
      summary: cut(notice.kind === "escalated" ? `Still firing: ${notice.title}` : notice.title, 1024),
      source: notice.subject,
      severity: SEVERITY[notice.severity],
      timestamp: notice.started_at,
      component: notice.bot_ids[0] ?? notice.subject,
      class: notice.labels.alertname ?? notice.severity,
      custom_details: {
        summary: notice.summary,
        value: notice.value,
        threshold: notice.threshold,
        bots: notice.bot_ids,
        labels: notice.labels,
      },
    },
  };
}
