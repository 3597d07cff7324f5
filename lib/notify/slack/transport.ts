import type { Notice } from "../notice";
import { facts, HEADING } from "../text";
import { post, type Transport } from "../transport";

/** Slack takes 3,000 characters in a section and 2,000 in a field of it; markup included. */
const MAX_TEXT = 2000;
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
  const heading = `${SIGN[notice.kind]} *${HEADING[notice.kind]}: ${escapeMrkdwn(notice.title, MAX_FIELD)}*`;
  const links = [link(notice.url, "Open incident"), link(notice.runbook_url, "Runbook")].filter(
    (each) => each !== null,
  );
  const fields = facts(notice).map(([name, value]) => mrkdwn(`*${name}*\n${escapeMrkdwn(value, MAX_FIELD)}`));
  return {
    text: `${HEADING[notice.kind]}: ${escapeMrkdwn(notice.title, MAX_FIELD)}`,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "section", text: mrkdwn(`${heading}\n${escapeMrkdwn(notice.summary, MAX_TEXT)}`) },
      { type: "section", fields: fields.slice(0, MAX_FIELDS) },
      ...(links.length > 0 ? [{ type: "context", elements: [mrkdwn(links.join("  ·  "))] }] : []),
    ],
  };
}

/** Verbatim: Slack makes no links, channels or mentions of it by itself. */
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** A text with Slack's three control characters escaped, without which `<!channel>` is text; cut to so many characters. */
function escapeMrkdwn(text: string, length: number): string {
  let escaped = "";
  for (const character of text) {
    const next = ENTITIES[character] ?? character;
    if (escaped.length + next.length >= length) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

function link(url: string | null, words: string): string | null {
  if (url === null || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  return `<${new URL(url).href.replaceAll("&", "&amp;").replace(/[|<>]/g, encodeURIComponent)}|${words}>`;
}
