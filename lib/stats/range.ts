import { badRequest, type InputFault } from "../http/problem";
import { END_OF_TIME } from "./instant-schema";

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest period that can be asked for. */
export const MAX_HOURS = 2160;
const DEFAULT_HOURS = 24;
/** Days that the minute grain is kept unless the environment says otherwise. */
const MINUTE_GRAIN_DAYS = 7;

/** The query members that name a period, as they stand in a URL. */
export type RangeSearch = Partial<Record<"hours" | "from" | "to" | "tz", string>>;

/** A period and the hours that it touches. */
export interface StatsRange {
  /** Hours asked for. */
  periodHours: number;
  /** Start of the first hour. */
  from: Date;
  /** End of the last hour. */
  to: Date;
  /** How far the hours begin after those of UTC, in ms. Others than 0 need the minute grain. */
  shiftMs: number;
}

/**
 * The period that a query asks for: `hours` (1 to 2160, 24 where nothing is said) up to now, or `from` (inclusive) and `to`
 * (exclusive, now where left out). With `tz`, a zone whose hours do not begin with those of UTC, hours are those of the zone
 * as long as the minute grain reaches back far enough; else those of UTC.
 * @throws Problem 400 with the faults by parameter
 */
export function parseStatsRange(search: RangeSearch, now: Date, minuteGrainDays = MINUTE_GRAIN_DAYS): StatsRange {
  const faults: InputFault[] = [];
  const period = search.from || search.to ? parsePeriod(search, now, faults) : parseHours(search.hours, now, faults);
  const zoneShiftMs = parseZoneShift(search.tz, now, faults);
  if (faults.length > 0) throw badRequest("The query does not fit.", faults);

  const oldestMinute = now.getTime() - minuteGrainDays * DAY_MS;
  const shiftMs = floorHour(period.from, zoneShiftMs) >= oldestMinute ? zoneShiftMs : 0;
  return {
    periodHours: Math.round(((period.to - period.from) / HOUR_MS) * 1000) / 1000,
    from: new Date(floorHour(period.from, shiftMs)),
    to: new Date(floorHour(period.to - 1, shiftMs) + HOUR_MS),
    shiftMs,
  };
}

interface Period {
  from: number;
  to: number;
}

function parseHours(text: string | undefined, now: Date, faults: InputFault[]): Period {
  const hours = text ? Number(text) : DEFAULT_HOURS;
  if (!/^\d*$/.test(text ?? "") || hours < 1 || hours > MAX_HOURS) {
    faults.push({ path: "hours", message: `must be a whole number from 1 to ${MAX_HOURS}` });
  }
  return { from: now.getTime() - hours * HOUR_MS, to: now.getTime() };
}

function parsePeriod({ hours, from, to }: RangeSearch, now: Date, faults: InputFault[]): Period {
  if (hours) faults.push({ path: "hours", message: "give either hours or from and to" });
  if (!from) faults.push({ path: "from", message: "is needed beside to" });
  const period = {
    from: from ? parseInstant("from", from, faults) : 0,
    to: to ? parseInstant("to", to, faults) : now.getTime(),
  };
  if (faults.length > 0) return period;
  if (period.from >= period.to) faults.push({ path: "from", message: "must be before to" });
  else if (period.to - period.from > MAX_HOURS * HOUR_MS) {
    faults.push({ path: "from", message: `must be at most ${MAX_HOURS} hours before to` });
  }
  return period;
}

const RFC_3339 = /^\d{4}-(\d{2})-(\d{2})[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * An RFC 3339 date and time of the years 1970 to 9998 as epoch ms; a letter may be small, a space may stand for the T.
 * What is none adds a fault, and is not a number.
 */
export function parseInstant(path: string, text: string, faults: InputFault[]): number {
  const time = RFC_3339.test(text) ? Date.parse(text.toUpperCase().replace(" ", "T")) : Number.NaN;
  if (!(time >= 0 && time < END_OF_TIME)) {
    faults.push({ path, message: "must be an RFC 3339 date and time with Z or an offset" });
  }
  return time;
}

/** How far the zone's hours begin after those of UTC, by its present offset, in ms. */
function parseZoneShift(zone: string | undefined, now: Date, faults: InputFault[]): number {
  if (!zone) return 0;
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: zone, minute: "2-digit" });
    const localMinute = Number(format.format(now));
    return ((now.getUTCMinutes() - localMinute + 60) % 60) * 60_000;
  } catch {
    faults.push({ path: "tz", message: "must be an IANA time zone, such as Europe/Berlin" });
    return 0;
  }
}

const floorHour = (ms: number, shiftMs: number) => Math.floor((ms - shiftMs) / HOUR_MS) * HOUR_MS + shiftMs;
