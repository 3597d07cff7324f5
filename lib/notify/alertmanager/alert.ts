import type { Notice } from "../notice";

/**
 * How long an alert stands unless it is said again. Alertmanager resolves what has no end by itself, after
 * `resolve_timeout`; an outage of Rollcall must not look like a recovery.
 */
const STANDS_MS = 24 * 3_600_000;
/** A try of the channel is over soon. */
const TEST_MS = 60_000;

/** An alert as `POST /api/v2/alerts` takes it. */
export interface PostableAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

/**
 * The alert of a notice. Its labels are its identity: they are the same from firing to resolved.
 * @param at when it is sent
 */
export function alertOf(notice: Notice, at: Date): PostableAlert {
  const startsAt = notice.started_at;
  const link = notice.url && URL.canParse(notice.url) ? { generatorURL: notice.url } : {};
  return { labels: labelsOf(notice), annotations: annotationsOf(notice), startsAt, endsAt: endOf(notice, at), ...link };
}

function labelsOf({ labels, title, severity, subject, dedup_key }: Notice): Record<string, string> {
  const own = Object.entries(labels).map(([name, value]) => [labelName(name), value] as const);
  // A title begins with its rule; what follows may change, as how many are affected.
  const alertname = title.split(": ")[0] ?? title;
  const all = { alertname, ...Object.fromEntries(own), severity, subject, rollcall_incident: dedup_key };
  // An empty label is none to Alertmanager.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

function annotationsOf({ summary, title, runbook_url, value, threshold }: Notice): Record<string, string> {
  return {
    summary: title,
    description: summary,
    ...(runbook_url && { runbook_url }),
    ...(value !== null && { value: String(value) }),
    ...(threshold !== null && { threshold: String(threshold) }),
  };
}

function endOf({ kind, resolved_at, started_at }: Notice, at: Date): string {
  if (kind === "test") return new Date(at.getTime() + TEST_MS).toISOString();
  if (kind !== "resolved") return new Date(at.getTime() + STANDS_MS).toISOString();
  // An end before its beginning would be refused.
  const end = Math.max(Date.parse(resolved_at ?? at.toISOString()), Date.parse(started_at));
  return new Date(end).toISOString();
}

/** A name that Prometheus takes for a label. */
function labelName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}
