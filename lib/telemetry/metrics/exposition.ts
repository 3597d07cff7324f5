import { Registry } from "prom-client";
import { acceptQuality } from "../../http/accept";
import type { Family } from "./family";

export type Format = "text" | "openmetrics";

export const CONTENT_TYPES: Record<Format, string> = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** The format that a scraper asks for: OpenMetrics where it names it and likes nothing better, else Prometheus text. */
export function formatOf(accept: string | null): Format {
  const wanted = acceptQuality(accept, "application/openmetrics-text");
  const isNamed = /application\/openmetrics-text/i.test(accept ?? "");
  return isNamed && wanted > 0 && wanted >= acceptQuality(accept, "text/plain") ? "openmetrics" : "text";
}

/** The families as text. Values that are no numbers are left out: unknown is not 0. */
export function expose(families: readonly Family[], format: Format): Promise<string> {
  const registry = new Registry();
  registry.setContentType(CONTENT_TYPES[format] as Registry["contentType"]);
  // The registry takes whatever has a name and tells its values, and renames counters for OpenMetrics in place.
  for (const family of families) registry.registerMetric(measured(family) as never);
  return registry.metrics();
}

function measured({ name, help, type, samples }: Family) {
  return {
    name,
    help,
    type,
    get() {
      const values = samples
        .filter(({ value }) => !Number.isNaN(value))
        .map(({ suffix, labels, value }) => ({ labels, value, ...(suffix && { metricName: `${name}${suffix}` }) }));
      return { name: this.name, help, type, values };
    },
  };
}
