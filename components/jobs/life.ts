import type { JobRun } from "@/lib/jobs/job";
import { formatDuration } from "@/lib/stats/format";

/** One station of an attempt's life: its name, when it was, and what is to be said of it. */
export interface Station {
  name: string;
  at: string | null;
  note: string;
}

/**
 * An attempt's life as stations in their order: what has not been reported is left out, but a missing start of an ended
 * attempt is said, since its duration is then only what the bot told.
 */
export function stationsOf(run: JobRun): Station[] {
  const stations: Station[] = [];
  if (run.queued_at) stations.push({ name: "Queued", at: run.queued_at, note: "" });
  if (run.started_at) stations.push({ name: "Started", at: run.started_at, note: waited(run) });
  else if (run.finished_at) stations.push({ name: "Started", at: null, note: "not reported" });
  if (run.progress_percent !== null || run.progress_note !== null) {
    const percent = run.progress_percent === null ? "" : `${Math.round(run.progress_percent)}%`;
    stations.push({ name: "Progress", at: null, note: [percent, run.progress_note].filter(Boolean).join(" · ") });
  }
  if (run.finished_at) stations.push({ name: ended(run.status), at: run.finished_at, note: took(run) });
  return stations;
}

function waited({ queued_at, started_at }: JobRun): string {
  if (!queued_at || !started_at) return "";
  return `after waiting ${formatDuration(Date.parse(started_at) - Date.parse(queued_at))}`;
}

function took(run: JobRun): string {
  const duration = run.duration_ms === null ? "" : `after ${formatDuration(run.duration_ms)}`;
  return [duration, run.dead_lettered ? "moved to the dead letters" : ""].filter(Boolean).join(", ");
}

const ended = (status: string) => `${status.charAt(0).toUpperCase()}${status.slice(1)}`;
