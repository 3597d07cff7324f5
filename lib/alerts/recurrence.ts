/** A weekly window: the days it begins on (0 is Sunday), its time of day, how long it lasts, and where. */
export interface Weekly {
  days: readonly number[];
  from: string;
  minutes: number;
  time_zone: string;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MINUTES_OF_DAY = 1440;

/**
 * Whether a moment lies in a weekly window, by the clocks of its time zone: on a day on which they are set, the window is as
 * much longer or shorter as the day.
 *
 *     minutesOfWeek({ days: [0], from: "23:00", minutes: 120, time_zone: "UTC" }, Monday 00:59) true
 *     minutesOfWeek({ days: [0], from: "23:00", minutes: 120, time_zone: "UTC" }, Monday 01:00) false
 */
export function minutesOfWeek({ days, from, minutes, time_zone }: Weekly, now: Date): boolean {
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: time_zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const today = DAYS.indexOf(parts.weekday!);
  const minute = Number(parts.hour) * 60 + Number(parts.minute);
  const [hour, past] = from.split(":").map(Number);
  const begin = hour! * 60 + past!;
  const since = (day: number) => ((today - day + 7) % 7) * MINUTES_OF_DAY + minute - begin;
  return days.some((day) => since(day) >= 0 && since(day) < minutes);
}
