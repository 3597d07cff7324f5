import type { Connection, Database } from "../../db/client";
import type { IngestBuffer } from "../../events/buffer";
import type { Feed } from "../../events/feed";
import { within } from "../../http/deadline";
import { log } from "../log";
import { databaseFamilies } from "./database";
import { expose, type Format } from "./exposition";
import type { Family } from "./family";
import { readFleetFacts } from "./fleet/facts";
import { fleetFamilies } from "./fleet/families";
import { own, ownFamilies } from "./own";
import { processFamilies } from "./process-families";

/** A part that takes longer is left out: scrapers wait 10 s as a rule. */
const PART_WITHIN_MS = 8000;
/** Scrapes closer together than this share one reading. */
const SHARED_MS = 1000;

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
  read(context: MetricsContext): Family[] | Promise<Family[]>;
}

const DATABASE: Part = { name: "database", read: ({ db }) => databaseFamilies(db) };
const FLEET: Part = {
  name: "fleet",
  read: async ({ db, now, rawDays }) => fleetFamilies(await readFleetFacts({ db, now }, rawDays), now),
};
const PROCESS: Part = { name: "process", read: processFamilies };
const OWN: Part = { name: "own", read: ownFamilies };

const readings = new WeakMap<Database, { at: number; families: Promise<Family[]> }>();

/** Everything that `/metrics` tells, as text. Never fails for a part: what cannot be read is left out and counted. */
export async function readMetrics(context: MetricsContext, format: Format): Promise<string> {
  const at = context.now.getTime();
  let reading = readings.get(context.db);
  if (!reading || Math.abs(at - reading.at) >= SHARED_MS) {
    reading = { at, families: readFamilies(context) };
    readings.set(context.db, reading);
  }
  return expose(await reading.families, format);
}

async function readFamilies(context: MetricsContext): Promise<Family[]> {
  // Alone, so that the questions below do not make the database look slow.
  const database = await readPart(DATABASE, context);
  const fleet = await readPart(FLEET, context);
  const held = await readPart(PROCESS, context);
  // Last, so that it tells of the errors above.
  return [...fleet, ...database, ...held, ...(await readPart(OWN, context))];
}

async function readPart({ name, read }: Part, context: MetricsContext): Promise<Family[]> {
  // A rate needs the value before the first error.
  own()?.metricsErrors.inc({ part: name }, 0);
  try {
    return await within(PART_WITHIN_MS, Promise.resolve(read(context)));
  } catch (error) {
    own()?.metricsErrors.inc({ part: name });
    log.warn("a part of the metrics cannot be read", { part: name, error });
    return [];
  }
}
