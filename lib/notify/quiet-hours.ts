import { z } from "zod";
import { isTimeZone } from "../time-zone";

export const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");

/** Hours in which notices wait. */
export const quietHoursSchema = z.strictObject({
  time_zone: z.string().max(100).refine(isTimeZone, "must be an IANA time zone"),
  from: timeOfDay,
  to: timeOfDay.describe("Where it is not later than `from`, of the next day."),
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .max(7)
    .default([...WEEKDAYS])
    .describe("Days on which they begin."),
  allow_urgent: z.boolean().default(true).describe("Whether critical notices and escalations come through."),
});
export type QuietHours = z.infer<typeof quietHoursSchema>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/**
 * When the quiet hours end in which an instant lies; null where it lies in none. Hours that follow on each other without
 * a pause end with the last of them, or after a week.
 *
 *     quietUntil({ time_zone: "UTC", from: "22:00", to: "07:00", … }, 23:30) the next day's 07:00
 *     quietUntil({ time_zone: "UTC", from: "22:00", to: "07:00", … }, 12:00) null
 */
export function quietUntil(quiet: QuietHours, at: Date): Date | null {
  let until: Date | null = null;
  for (let days = 0; days < 8 && isQuiet(quiet, until ?? at); days++) until = nextEnd(quiet, until ?? at);
  return until;
}

function isQuiet({ time_zone, from, to, days }: QuietHours, at: Date): boolean {
  const { minute, weekday } = localTime(at, time_zone);
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const beginsOn = (day: number) => days.includes(WEEKDAYS[(day + 7) % 7]!);
  if (start < end) return beginsOn(weekday) && minute >= start && minute < end;
  return (beginsOn(weekday) && minute >= start) || (beginsOn(weekday - 1) && minute < end);
}

/** The next time after `at` at which clocks there show `to`. */
function nextEnd({ time_zone, to }: QuietHours, at: Date): Date {
  const floor = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
  const ahead = (minuteOf(to) - localTime(at, time_zone).minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const guess = new Date(floor + ahead * MINUTE_MS);
  // Where the clocks were changed in between, the guess is off by as much.
  const off = ((localTime(guess, time_zone).minute - minuteOf(to) + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2;
  const end = new Date(guess.getTime() - off * MINUTE_MS);
  return end > at ? end : guess;
}

function localTime(at: Date, timeZone: string): { minute: number; weekday: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", weekday: "short" },
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const weekday = (WEEKDAYS as readonly string[]).indexOf(part("weekday").toLowerCase());
  return { minute: Number(part("hour")) * 60 + Number(part("minute")), weekday };
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
