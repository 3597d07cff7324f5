import { sha256 } from "../../access/secret-text";
import type { Notice } from "../notice";
import { cut, facts, HEADING, oneLine } from "../text";

/** A mail without its sender and receivers. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
  messageId: string;
  inReplyTo?: string;
  references?: string;
}

/**
 * The mail of a notice. All mails of an incident make a thread: the first has its dedup key for an id, the others refer
 * to it. Sent again, a mail has the same id.
 * @param id of the delivery
 * @param domain of the sender's address
 */
export async function mailOf(id: string, notice: Notice, domain: string): Promise<MailContent> {
  const thread = `<${toHex(await sha256(notice.dedup_key)).slice(0, 40)}@${domain}>`;
  const isFirst = notice.kind === "fired" || notice.kind === "test";
  return {
    subject: cut(oneLine(`[${notice.severity}] ${HEADING[notice.kind]}: ${notice.title}`), 200),
    text: textOf(notice),
    html: htmlOf(notice),
    ...(isFirst ? { messageId: thread } : { messageId: `<${id}@${domain}>`, inReplyTo: thread, references: thread }),
  };
}

function textOf(notice: Notice): string {
  const rows = facts(notice).map(([name, value]) => `${name}: ${oneLine(value)}`);
  const links = [notice.url && `Incident: ${notice.url}`, notice.runbook_url && `Runbook: ${notice.runbook_url}`];
  const head = `${HEADING[notice.kind]}: ${oneLine(notice.title)}`;
  return [head, "", notice.summary, "", ...rows, "", ...links.filter(Boolean), "", "Rollcall"].join("\n");
}

function htmlOf(notice: Notice): string {
  const cell = "padding:4px 16px 4px 0;vertical-align:top;text-align:left;font-weight:400";
  const rows = facts(notice).map(
    ([name, value]) =>
      `<tr><th scope="row" style="${cell};color:#666">${escapeHtml(name)}</th><td style="${cell}">${escapeHtml(value)}</td></tr>`,
  );
  const links = [anchor(notice.url, "Open incident"), anchor(notice.runbook_url, "Runbook")].filter(Boolean);
  return [
    `<div style="font:14px/1.5 system-ui,sans-serif">`,
    `<p style="font-size:16px"><strong>${HEADING[notice.kind]}: ${escapeHtml(notice.title)}</strong></p>`,
    `<p>${escapeHtml(notice.summary)}</p>`,
    `<table role="presentation" style="border-collapse:collapse">${rows.join("")}</table>`,
    links.length > 0 ? `<p>${links.join(" · ")}</p>` : "",
    "</div>",
  ].join("\n");
}

function anchor(url: string | null, words: string): string {
  return url !== null && /^https?:\/\//i.test(url) ? `<a href="${escapeHtml(url)}">${words}</a>` : "";
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
