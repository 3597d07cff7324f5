import type { AcceptedEvent, EventData } from "../events/event";
import { fingerprint } from "../fingerprint";
import { bucketOf } from "./histogram";
import { SERIES, type Series } from "./series";

/** What one event adds to the rollups: one count in a series, with a value and its histogram bucket where it has them. */
export interface Point {
  s: Series;
  /** Label. */
  l: string;
  /** 1 where it counts as failed. */
  f: 0 | 1;
  /** Value, in the series' unit. */
  v: number | null;
  /** Histogram bucket; only for durations. */
  b: number | null;
}

const LABEL_LENGTH = 400;

/** The points of an event. Job events have none here: a run counts when it becomes terminal, which only the database knows. */
export function pointsOf(event: AcceptedEvent): Point[] {
  switch (event.type) {
    case "heartbeat": {
      const data = event.data as EventData<"heartbeat">;
      return [
        point(SERIES.heartbeat, "", null),
        ...gauge(SERIES.cpu, "", data.cpu_percent),
        ...gauge(SERIES.memory, "", data.memory_bytes),
      ];
    }
    case "message.processed": {
      const data = event.data as EventData<"message.processed">;
      return [duration(SERIES.message, data.channel ?? "", data.response_time_ms, data.failed === true)];
    }
    case "request.handled": {
      const data = event.data as EventData<"request.handled">;
      const endpoint = `${data.method.toUpperCase()} ${data.route}`;
      const status = Math.floor(data.status_code / 100);
      const cache = data.cache
        ? [{ ...point(SERIES.requestCache, endpoint, null), f: flag(data.cache === "miss") }]
        : [];
      return [duration(SERIES.request, `${endpoint} ${status}xx`, data.duration_ms, status === 5), ...cache];
    }
    case "queue.sampled": {
      const data = event.data as EventData<"queue.sampled">;
      return [
        ...gauge(SERIES.queuePending, data.queue, data.pending),
        ...gauge(SERIES.queueProcessing, data.queue, data.processing),
        ...gauge(SERIES.queueDeadLetter, data.queue, data.dead_letter),
        ...gauge(SERIES.queueOldestAge, data.queue, data.oldest_age_seconds),
      ];
    }
    case "dependency.checked": {
      const data = event.data as EventData<"dependency.checked">;
      const degraded = data.status === "degraded" ? [point(SERIES.dependencyDegraded, data.component, null)] : [];
      return [duration(SERIES.dependency, data.component, data.latency_ms, data.status === "down"), ...degraded];
    }
    case "error.occurred":
      return [point(SERIES.error, (event.data as EventData<"error.occurred">).type ?? "", null)];
    case "metric.sampled": {
      const data = event.data as EventData<"metric.sampled">;
      return [point(SERIES.metric, metricLabel(data), data.value)];
    }
    default:
      return [];
  }
}

/** `name` or `name{a="1",b="2"}` with the labels in order, so that the same metric is one series. */
function metricLabel(data: EventData<"metric.sampled">): string {
  const labels = Object.entries(data.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (labels.length === 0) return data.name;
  return `${data.name}{${labels.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}}`;
}

const flag = (condition: boolean): 0 | 1 => (condition ? 1 : 0);

function point(s: Series, label: string, v: number | null): Point {
  return { s, l: cutLabel(label).toWellFormed(), f: 0, v, b: null };
}

/** A label that fits an index; where it is cut, a fingerprint of the whole keeps it apart from others that begin alike. */
export function cutLabel(label: string): string {
  if (label.length <= LABEL_LENGTH) return label;
  const mark = `~${fingerprint(label)}`;
  return `${label.slice(0, LABEL_LENGTH - mark.length)}${mark}`;
}

function gauge(s: Series, label: string, value: number | undefined): Point[] {
  return value === undefined ? [] : [point(s, label, value)];
}

function duration(s: Series, label: string, ms: number | undefined, failed: boolean): Point {
  return { ...point(s, label, ms ?? null), f: flag(failed), b: ms === undefined ? null : bucketOf(ms) };
}
