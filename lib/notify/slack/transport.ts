import type { Notice } from "../notice";
import { cut, facts, HEADING } from "../text";
import { post, type Transport } from "../transport";

/** Limits of a section's text and of one of its fields, with room for what escaping adds. */
const MAX_TEXT = 1500;
const MAX_FIELD = 300;
const MAX_FIELDS = 10;

/** Posts the notice to an incoming webhook of Slack, as blocks. */
export const sendToSlack: Transport<"slack"> = ({ notice, at }, { secrets }, context) =>
  post(
    context,
    secrets.webhook_url,
    { headers: { "content-type": "application/json" }, body: JSON.stringify(slackMessage(notice)) },
    at,
  );

const SIGN: Record<Notice["kind"], string> = {
  fired: ":red_circle:",
  acknowledged: ":eyes:",
  escalated: ":rotating_light:",
  resolved: ":large_green_circle:",
  test: ":white_circle:",
};

/** The message of a notice. Nothing in it pings anybody: what bots and rules are called is text and stays text. */
export function slackMessage(notice: Notice): object {
  const heading = `${SIGN[notice.kind]} *${HEADING[notice.kind]}: ${escapeMrkdwn(cut(notice.title, MAX_FIELD))}*`;
  const links = [link(notice.url, "Open incident"), link(notice.runbook_url, "Runbook")].filter(
    (each) => each !== null,
  );
  const fields = facts(notice).map(([name, value]) => mrkdwn(`*${name}*\n${escapeMrkdwn(cut(value, MAX_FIELD))}`));
  return {
    text: `${HEADING[notice.kind]}: ${escapeMrkdwn(cut(notice.title, MAX_FIELD))}`,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "section", text: mrkdwn(`${heading}\n${escapeMrkdwn(cut(notice.summary, MAX_TEXT))}`) },
      { type: "section", fields: fields.slice(0, MAX_FIELDS) },
      ...(links.length > 0 ? [{ type: "context", elements: [mrkdwn(links.join("  ·  "))] }] : []),
    ],
  };
}

/** Verbatim: Slack makes no links, channels or mentions of it by itself. */
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });

/** Slack's three control characters; without them `<!channel>` is text. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function link(url: string | null, words: string): string | null {
  if (url === null || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  return `<${escapeMrkdwn(new URL(url).href.replaceAll("|", "%7C"))}|${words}>`;
}
