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
  // An offset such as +02:00 would be taken too, but knows nothing of summer time.
  if (!name || !/^[A-Za-z]/.test(name)) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
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
