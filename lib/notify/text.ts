import type { Notice } from "./notice";

/** What each kind of notice is headed by. */
export const HEADING: Record<Notice["kind"], string> = {
  fired: "Firing",
  acknowledged: "Acknowledged",
  escalated: "Still firing",
  resolved: "Resolved",
  test: "Test",
};

/** The facts of a notice as names and values, for receivers that show lists. */
export function facts({
  severity,
  subject,
  value,
  threshold,
  started_at,
  resolved_at,
  bot_ids,
}: Notice): [string, string][] {
  return [
    ["Severity", severity],
    ["About", subject],
    ...(value === null ? [] : [["Value", formatNumber(value)] as [string, string]]),
    ...(threshold === null ? [] : [["Threshold", formatNumber(threshold)] as [string, string]]),
    ["Since", formatInstant(started_at)],
    ...(resolved_at === null ? [] : [["Until", formatInstant(resolved_at)] as [string, string]]),
    ...(bot_ids.length > 1 ? [["Bots", listed(bot_ids)] as [string, string]] : []),
  ];
}

/** A text of at most so many characters, with an ellipsis where it was cut. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** A text as one line, without control characters. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").trim();
}

const formatNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** `2026-11-22 02:30:00 UTC`. */
const formatInstant = (instant: string): string => `${instant.slice(0, 19).replace("T", " ")} UTC`;

function listed(names: string[]): string {
  const shown = names.slice(0, 10).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
