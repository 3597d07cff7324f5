import type { Connection, Database } from "../../db/client";
import type { IngestBuffer } from "../../events/buffer";
import type { Feed } from "../../events/feed";
import { within } from "../../http/deadline";
import { selectQueues } from "../../queues/store";
import { log } from "../log";
import { databaseFamilies } from "./database";
import { expose, type Format } from "./exposition";
import { type Family, gauge, type Told } from "./family";
import { readFleetFacts } from "./fleet/facts";
import { fleetFamilies } from "./fleet/families";
import { impactFamilies, readLastHour } from "./fleet/impact";
import { queueFamilies } from "./fleet/queue-families";
import { own, ownFamilies } from "./own";
import { processFamilies } from "./process-families";

/** A part that takes longer is left out: scrapers wait 10 s as a rule. */
const PART_WITHIN_MS = 8000;

export interface MetricsContext {
  db: Database;
  now: Date;
  /** Days that raw events are kept. */
  rawDays: number;
  connection: Pick<Connection, "pool" | "driver">;
  buffer: Pick<IngestBuffer, "held">;
  feed: Pick<Feed, "clients">;
}

/** Families that are read together, and fail together. */
interface Part {
  name: string;
  read(context: MetricsContext): Promise<Told>;
}

const DATABASE: Part = { name: "database", read: async ({ db }) => whole(await databaseFamilies(db)) };
const FLEET: readonly Part[] = [
  {
    name: "bots",
    read: async ({ db, now, rawDays }) => fleetFamilies(await readFleetFacts({ db, now }, rawDays), now),
  },
  { name: "queues", read: async ({ db, now }) => queueFamilies(await selectQueues(db), now) },
  { name: "impact", read: async ({ db, now }) => impactFamilies(await readLastHour({ db, now })) },
];
const PROCESS: Part = { name: "process", read: async (context) => whole(processFamilies(context)) };
const OWN: Part = { name: "own", read: async () => whole(await ownFamilies()) };

const whole = (families: Family[]): Told => ({ families, truncated: 0 });

const underWay = new WeakMap<Database, Promise<Family[]>>();

/** Everything that `/metrics` tells, as text. Never fails for a part: what cannot be read is left out and counted. Scrapes at once share one reading. */
export async function readMetrics(context: MetricsContext, format: Format): Promise<string> {
  let reading = underWay.get(context.db);
  if (!reading) {
    reading = readFamilies(context).finally(() => underWay.delete(context.db));
    underWay.set(context.db, reading);
  }
  return expose(await reading, format);
}

async function readFamilies(context: MetricsContext): Promise<Family[]> {
  // Alone, so that the questions below do not make the database look slow.
  const database = await readPart(DATABASE, context);
  const fleet = await Promise.all(FLEET.map((part) => readPart(part, context)));
  const held = await readPart(PROCESS, context);
  // Last, so that it tells of the errors above.
  const parts = [...fleet, database, held, await readPart(OWN, context)];
  const truncated = parts.reduce((sum, part) => sum + part.truncated, 0);
  return [...parts.flatMap(({ families }) => families), gauge("rollcall_series_truncated", TRUNCATED, truncated)];
}

const TRUNCATED = "Series that the bounds keep from having a label of their own; other tells of them together.";

async function readPart({ name, read }: Part, context: MetricsContext): Promise<Told> {
  // A rate needs the value before the first error.
  own()?.metricsErrors.inc({ part: name }, 0);
  try {
    return await within(PART_WITHIN_MS, read(context));
  } catch (error) {
    own()?.metricsErrors.inc({ part: name });
    log.warn("a part of the metrics cannot be read", { part: name, error });
    return whole([]);
  }
}
