import type { Database } from "../db/client";
import { selectJobTypes } from "./store";

const DAY_MS = 86_400_000;
const SINCE_DAYS = 90;
/** More than these nobody picks from a list. */
const MOST_TYPES = 200;

/** The types of the jobs that a bot ended in the last 90 days, by name. */
export function readJobTypes({ db, now }: { db: Database; now: Date }, botId: string): Promise<string[]> {
  return selectJobTypes(db, botId, new Date(now.getTime() - SINCE_DAYS * DAY_MS), MOST_TYPES);
}
