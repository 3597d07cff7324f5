import { SEVERITIES } from "@/lib/notify/notice";

/** What the history of incidents is narrowed by: exactly what its URL has. */
export interface HistoryQuery {
  status: string;
  severity: string;
  rule: string;
  bot_id: string;
  days: string;
  cursor: string;
}

export const DAYS = ["1", "7", "30", "90"] as const;
const USUAL_DAYS = "30";

/** The query from a page's search parameters; what is unknown is left out. */
export function parseHistoryQuery(search: Record<string, string | string[] | undefined>): HistoryQuery {
  const first = (name: string) => {
    const value = search[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() ?? "";
  };
  const among = (name: string, known: readonly string[]) => (known.includes(first(name)) ? first(name) : "");
  return {
    status: among("status", ["firing", "resolved"]),
    severity: among("severity", SEVERITIES),
    rule: first("rule").slice(0, 100),
    bot_id: first("bot_id").slice(0, 200),
    days: among("days", DAYS) || USUAL_DAYS,
    cursor: first("cursor"),
  };
}

/** What stays in the URL from page to page. */
export const kept = ({ cursor: _, days, ...query }: HistoryQuery): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...query, days: days === USUAL_DAYS ? "" : days }).filter(([, value]) => value !== ""),
  );
