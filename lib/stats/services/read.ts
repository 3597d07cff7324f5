import { groupBy } from "../../bots/group";
import { botExists } from "../../bots/store";
import type { Database } from "../../db/client";
import { decodeCursor, encodeCursor } from "../../http/cursor";
import { inputFaults } from "../../http/json";
import { badRequest, notFound } from "../../http/problem";
import { DEAR } from "../analytics/read";
import { toInstant } from "../instant";
import { Kept } from "../kept";
import { parseStatsRange, type StatsRange } from "../range";
import { errorRate, successRate } from "../rate";
import { type Steps, startsOf, stepsOf } from "../steps";
import { byClass, type ClassCell, durationsOf, endpointOf, figuresOf } from "./figures";
import { inOrder } from "./order";
import {
  type Endpoint,
  type RequestFigures,
  type Service,
  type ServiceDetail,
  type ServiceList,
  type StatusClass,
  serviceListQuery,
} from "./schema";
import { selectCaches, selectEndpointCells, selectRequestClasses, selectServiceNames, selectStepCells } from "./store";

const MINUTE_MS = 60_000;
const MOST_ENDPOINTS = 500;

/** What reading services takes. */
export interface ServicesContext {
  db: Database;
  now: Date;
  /** Days that the minute grain is kept. */
  minuteDays: number;
}

const SNAPSHOT = { isolationLevel: "repeatable read", accessMode: "read only" } as const;

/**
 * The bots that answered requests in a period, filtered, sorted and paged, and all of them together.
 * @param search the members of a URL's query: see schema.ts
 * @throws Problem 400 when the query makes no sense
 */
export async function readServices(
  context: ServicesContext,
  search: Record<string, string | undefined>,
): Promise<ServiceList> {
  const parsed = serviceListQuery.safeParse(search);
  if (!parsed.success) throw badRequest("The query does not fit.", inputFaults(parsed.error));
  const { hours, from, to, q = "", sort, limit, cursor } = parsed.data;
  const period = periodOf(context, { hours, from, to });
  const key = `${period.steps.from} ${period.steps.to} ${period.steps.grain}`;
  const { services, totals } = await everyService.read(context, key, () => readEvery(context, period));
  const text = q.toLowerCase();
  const matching = services
    .filter(({ bot_id, name }) => bot_id.toLowerCase().includes(text) || name.toLowerCase().includes(text))
    .sort(inOrder(sort));
  const start = cursor ? offsetOf(cursor) : 0;
  const end = start + limit;
  return {
    ...toldRange(period.range),
    totals,
    services: matching.slice(start, end),
    total: services.length,
    matching: matching.length,
    next_cursor: end < matching.length ? encodeCursor([end]) : null,
  };
}

/** Every service of a period, in no order. A month of a thousand bots is dear. */
interface EveryService {
  services: Service[];
  totals: RequestFigures;
}
const everyService = new Kept<EveryService>(DEAR);

async function readEvery({ db }: ServicesContext, { steps, minutes }: Period): Promise<EveryService> {
  const { cells, caches, names } = await db.transaction(async (tx) => {
    const cells = await selectRequestClasses(tx, steps);
    const caches = await selectCaches(tx, null, steps);
    return { cells, caches, names: await selectServiceNames(tx, [...new Set(cells.map(({ botId }) => botId))]) };
  }, SNAPSHOT);
  const known = cells.map(({ key, ...cell }): ClassCell => ({ ...cell, statusClass: key as StatusClass }));
  const cachesOf = groupBy(caches, ({ botId }) => botId);
  const services = [...groupBy(known, ({ botId }) => botId)].map(
    ([botId, own]): Service => ({
      ...{ bot_id: botId, name: names.get(botId) ?? botId },
      ...figuresOf(own, cachesOf.get(botId) ?? [], minutes),
    }),
  );
  return { services, totals: figuresOf(known, caches, minutes) };
}

/**
 * One service over a period: its figures, those of each endpoint, and its course.
 * @throws Problem 400 when the query makes no sense, 404 when there is no such bot
 */
export async function readService(
  context: ServicesContext,
  botId: string,
  search: Record<string, string | undefined>,
): Promise<ServiceDetail> {
  const { range, steps, minutes } = periodOf(context, search);
  const { known, cells, caches, course, names } = await context.db.transaction(
    async (tx) => ({
      known: await botExists(tx, botId),
      cells: await selectEndpointCells(tx, botId, steps),
      caches: await selectCaches(tx, botId, steps),
      course: await selectStepCells(tx, botId, steps),
      names: await selectServiceNames(tx, [botId]),
    }),
    SNAPSHOT,
  );
  if (!known) throw notFound("There is no such bot.");
  const named = cells.map(({ key, ...cell }) => ({ ...cell, ...endpointOf(key) }));
  const cachesOf = groupBy(caches, ({ endpoint }) => endpoint);
  const endpoints = [...groupBy(named, ({ endpoint }) => endpoint)]
    .map(([endpoint, own]): Endpoint => ({ endpoint, ...figuresOf(own, cachesOf.get(endpoint) ?? [], minutes) }))
    .sort((a, b) => b.requests - a.requests || (a.endpoint < b.endpoint ? -1 : 1));
  return {
    ...toldRange(range),
    ...{ bot_id: botId, name: names.get(botId) ?? botId },
    totals: figuresOf(named, caches, minutes),
    endpoints: endpoints.slice(0, MOST_ENDPOINTS),
    endpoints_total: endpoints.length,
    step_seconds: steps.stepMs / 1000,
    points: pointsOf(course, steps, context.now),
  };
}

interface Period {
  range: StatsRange;
  steps: Steps;
  /** How long it has lasted. */
  minutes: number;
}

/** @throws Problem 400 */
function periodOf(
  { now, minuteDays }: ServicesContext,
  { hours, from, to }: Record<string, string | undefined>,
): Period {
  const range = parseStatsRange(
    { ...(hours !== undefined && { hours }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
    now,
    minuteDays,
  );
  const lasted = Math.min(now.getTime(), range.to.getTime()) - range.from.getTime();
  return { range, steps: stepsOf(range, now, minuteDays), minutes: lasted / MINUTE_MS };
}

const toldRange = ({ from, to }: StatsRange) => ({ from: toInstant(from), to: toInstant(to) });

function pointsOf(
  cells: Awaited<ReturnType<typeof selectStepCells>>,
  steps: Steps,
  now: Date,
): ServiceDetail["points"] {
  const keyed = cells.map(({ key, ...cell }) => {
    const [at = "", statusClass] = key.split(" ");
    return { ...cell, at, statusClass: statusClass as StatusClass };
  });
  const byStep = groupBy(keyed, ({ at }) => at);
  return startsOf(steps, now).map((at) => {
    const own = byStep.get(String(at)) ?? [];
    const n = own.reduce((sum, cell) => sum + cell.n, 0);
    const failed = own.reduce((sum, cell) => sum + cell.failed, 0);
    const [p50, p95, p99] = durationsOf(own, [0.5, 0.95, 0.99]);
    return {
      from: toInstant(new Date(at)),
      by_class: byClass(own),
      error_rate: errorRate(successRate(n - failed, failed)),
      ...{ p50_duration_ms: p50!, p95_duration_ms: p95!, p99_duration_ms: p99! },
    };
  });
}

function offsetOf(cursor: string): number {
  const parts = decodeCursor(cursor);
  const offset = Array.isArray(parts) && parts.length === 1 ? parts[0] : undefined;
  if (Number.isSafeInteger(offset) && offset > 0) return offset as number;
  throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
}
