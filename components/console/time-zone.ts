import { isTimeZone } from "@/lib/time-zone";

/** The cookie in which the browser tells its time zone, so that the server can count days as the reader does. */
export const TIME_ZONE_COOKIE = "rollcall_time_zone";

/**
 * A reader's time zone by its IANA name; UTC where none is known or it is none.
 *
 *     parseTimeZone("Europe/Berlin") "Europe/Berlin"
 *     parseTimeZone("Mars/Olympus")  "UTC"
 *     parseTimeZone(undefined)       "UTC"
 */
export function parseTimeZone(name: string | undefined): string {
  return name !== undefined && isTimeZone(name) ? name : "UTC";
}

/**
 * A zone's name for a reader.
 *
 *     zoneName("America/New_York") "New York"
 *     zoneName("UTC")              "UTC"
 */
export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}
