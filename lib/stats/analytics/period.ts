import { z } from "zod";
import { badRequest } from "../../http/problem";
import { isTimeZone } from "../../time-zone";
import { toInstant } from "../instant";
import { givenInstant } from "../instant-schema";
import { ANALYTICS_GRAINS, type AnalyticsGrain } from "./grain";
import { bucketLimits, startOfHour } from "./zone";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_DAYS = 30;
/** A period has no more buckets than this: as many as 90 days have hours. */
const MAX_BUCKETS = 2200;

const nothing = (text: unknown) => (text === "" ? undefined : text);

/** The query of the analytics routes. */
export const analyticsQuery = z.object({
  from: z
    .preprocess(nothing, givenInstant.optional())
    .describe("Inclusive; 30 days before `to` where left out. The hour of `tz` that it is in counts as a whole."),
  to: z
    .preprocess(nothing, givenInstant.optional())
    .describe("Exclusive; now where left out. The hour of `tz` that it is in counts as a whole."),
  grain: z.preprocess(nothing, z.enum(ANALYTICS_GRAINS).default("day")),
  tz: z
    .preprocess(
      nothing,
      z.string().max(64).refine(isTimeZone, "must be an IANA time zone, such as Europe/Berlin").default("UTC"),
    )
    .describe("IANA time zone in which days, weeks and months begin."),
  bot_id: z.preprocess(nothing, z.string().max(200).optional()).describe("One bot; the whole fleet where left out."),
});

/** A period of whole hours, how it is cut, and the period before. */
export interface AnalyticsPeriod {
  from: Date;
  to: Date;
  /** As long before `from` as `to` is after it, to the hour. */
  previousFrom: Date;
  grain: AnalyticsGrain;
  zone: string;
  botId: string | null;
  /** Starts of the buckets, and at last the end of the last. */
  limits: Date[];
  previousLimits: Date[];
}

/**
 * The period that a query asks for.
 * @throws Problem 400 with the faults by parameter
 */
export function parseAnalyticsPeriod(search: Record<string, string | undefined>, now: Date): AnalyticsPeriod {
  const parsed = analyticsQuery.safeParse(search);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw badRequest("The query does not fit.", faults);
  }
  const { grain, tz: zone, bot_id } = parsed.data;
  const askedTo = parsed.data.to ? new Date(parsed.data.to) : now;
  const askedFrom = parsed.data.from ? new Date(parsed.data.from) : new Date(askedTo.getTime() - DEFAULT_DAYS * DAY_MS);
  const from = startOfHour(askedFrom, zone);
  const to = parsed.data.to ? endOfHour(askedTo, zone) : now;
  const hours = Math.max(1, Math.round((to.getTime() - from.getTime()) / HOUR_MS));
  const previousFrom = new Date(from.getTime() - hours * HOUR_MS);
  const fault = askedFrom >= askedTo ? "must be before to" : periodFault(from, to, previousFrom, grain);
  if (fault) throw badRequest("The query does not fit.", [{ path: "from", message: fault }]);
  return {
    ...{ from, to, previousFrom, grain, zone, botId: bot_id ?? null },
    limits: bucketLimits(from, to, grain, zone),
    previousLimits: bucketLimits(previousFrom, from, grain, zone),
  };
}

/** An instant that begins an hour ends the one before. */
const endOfHour = (at: Date, zone: string) => startOfHour(new Date(at.getTime() + HOUR_MS - 1), zone);

const LEAST_MS: Record<AnalyticsGrain, number> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 28 * DAY_MS };

function periodFault(from: Date, to: Date, previousFrom: Date, grain: AnalyticsGrain): string | null {
  if (previousFrom.getTime() < 0 || to.getTime() > Date.UTC(9999, 0, 1)) return "must be within the years 1970 to 9998";
  if ((to.getTime() - from.getTime()) / LEAST_MS[grain] > MAX_BUCKETS) {
    return `must be at most ${MAX_BUCKETS} ${grain}s before to`;
  }
  return null;
}

/** The members by which every answer says what it is of. */
export function periodMembers({ from, to, previousFrom, grain, zone, botId }: AnalyticsPeriod) {
  return {
    from: toInstant(from),
    to: toInstant(to),
    previous_from: toInstant(previousFrom),
    grain,
    tz: zone,
    bot_id: botId,
  };
}
