import { z } from "zod";
import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { decodeCursor, encodeCursor } from "../http/cursor";
import { badRequest, conflict, notFound, unprocessable } from "../http/problem";
import { END_OF_TIME, givenInstant } from "../stats/instant-schema";
import { isActive, type Matcher, matcherSchema, type Recurrence, recurrenceSchema } from "./silence";
import {
  insertSilence,
  type StoredSilence,
  selectSilence,
  selectSilenceForUpdate,
  selectSilences,
  updateSilence,
} from "./silences/store";

const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

/** A silence to be made. */
export const newSilenceSchema = z.strictObject({
  kind: z.enum(["silence", "maintenance"]).default("silence"),
  matcher: matcherSchema,
  reason: z.string().trim().min(1).max(500),
  starts_at: givenInstant.optional().describe("Now where it is left out."),
  ends_at: givenInstant.describe("Every silence has an end, a year away at most."),
  recurrence: recurrenceSchema
    .nullable()
    .default(null)
    .describe("A maintenance window returns each week until it ends."),
});
export type NewSilence = z.infer<typeof newSilenceSchema>;

export const silenceChangeSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional(),
  ends_at: givenInstant.optional(),
});

/** A silence as the API tells it. */
export const silenceSchema = z.object({
  id: z.string(),
  kind: z.enum(["silence", "maintenance"]),
  matcher: matcherSchema,
  reason: z.string(),
  starts_at: z.iso.datetime(),
  ends_at: z.iso.datetime(),
  recurrence: recurrenceSchema.nullable(),
  state: z.enum(["active", "waiting", "ended"]).describe("A window that returns waits between its times."),
  created_at: z.iso.datetime(),
  created_by: z.string(),
});
export type SilenceView = z.infer<typeof silenceSchema>;
export const silenceListSchema = z.object({ silences: z.array(silenceSchema), next_cursor: z.string().nullable() });

export const silenceQuerySchema = z.object({
  ended: z.enum(["true", "false"]).default("true").describe("Whether those that have ended are told, too."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(300).optional().describe("`next_cursor` of the page before."),
});

interface SilenceContext {
  db: Database;
  now: Date;
}

/** A page of the silences, those that end last first. */
export async function listSilences(
  { db, now }: SilenceContext,
  { ended, limit, cursor }: z.infer<typeof silenceQuerySchema>,
): Promise<{ silences: SilenceView[]; next_cursor: string | null }> {
  const before = cursor === undefined ? undefined : positionOf(cursor);
  const rows = await selectSilences(db, { before, limit: limit + 1, endsAfter: ended === "true" ? undefined : now });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? encodeCursor([last.endsAt.getTime(), last.id]) : null;
  return { silences: page.map((silence) => viewOf(silence, now)), next_cursor: next };
}

/** @throws Problem 404 when there is none */
export async function readSilence({ db, now }: SilenceContext, id: string): Promise<SilenceView> {
  const silence = await selectSilence(db, id);
  if (!silence) throw notFound("There is no such silence.");
  return viewOf(silence, now);
}

/**
 * Makes a silence or a maintenance window.
 * @throws Problem 422 when it ends before it begins, or too far away
 */
export async function createSilence(
  { db, now }: SilenceContext,
  actor: Principal,
  given: NewSilence,
): Promise<SilenceView> {
  const silence: StoredSilence = {
    ...{ id: `sil_${randomText(12)}`, kind: given.kind, matcher: given.matcher, reason: given.reason },
    startsAt: given.starts_at === undefined ? now : new Date(given.starts_at),
    ...{ endsAt: new Date(given.ends_at), recurrence: given.recurrence, createdAt: now, createdBy: actor.name },
  };
  refuseSpan(silence, now);
  await db.transaction(async (tx) => {
    await insertSilence(tx, silence);
    await recordAudit({ db: tx, now }, { actor, action: "silence.created", target: silence.id, detail: { ...given } });
  });
  return viewOf(silence, now);
}

/**
 * Changes reason or end of a silence.
 * @throws Problem 404 when there is none, 409 when it has ended, 422 when the end makes no sense
 */
export async function changeSilence(
  { db, now }: SilenceContext,
  actor: Principal,
  id: string,
  change: z.infer<typeof silenceChangeSchema>,
): Promise<SilenceView> {
  return await db.transaction(async (tx) => {
    const before = await selectSilenceForUpdate(tx, id);
    if (!before) throw notFound("There is no such silence.");
    if (before.endsAt <= now) throw conflict("The silence has ended. Make a new one.");
    const after: StoredSilence = {
      ...before,
      ...(change.reason !== undefined && { reason: change.reason }),
      ...(change.ends_at !== undefined && { endsAt: new Date(change.ends_at) }),
    };
    refuseSpan(after, now);
    await updateSilence(tx, after);
    await recordAudit({ db: tx, now }, { actor, action: "silence.changed", target: id, detail: { ...change } });
    return viewOf(after, now);
  });
}

/**
 * Ends a silence now; it stays in the list.
 * @throws Problem 404 when there is none that goes on
 */
export async function endSilence({ db, now }: SilenceContext, actor: Principal, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const before = await selectSilenceForUpdate(tx, id);
    if (!before || before.endsAt <= now) throw notFound("There is no such silence, or it has ended.");
    await updateSilence(tx, { ...before, endsAt: now, startsAt: before.startsAt > now ? now : before.startsAt });
    await recordAudit({ db: tx, now }, { actor, action: "silence.ended", target: id });
  });
}

function refuseSpan({ startsAt, endsAt }: StoredSilence, now: Date): void {
  const fault = (message: string) => unprocessable("The body does not fit.", [{ path: "ends_at", message }]);
  if (endsAt <= startsAt || endsAt <= now) throw fault("must be after its beginning, and in the future");
  if (endsAt.getTime() - Math.min(startsAt.getTime(), now.getTime()) > MOST_DAYS * DAY_MS) {
    throw fault("must be a year away at most");
  }
}

function viewOf(silence: StoredSilence, now: Date): SilenceView {
  const recurrence = silence.recurrence as Recurrence | null;
  const state = silence.endsAt <= now ? "ended" : isActive({ ...silence, recurrence }, now) ? "active" : "waiting";
  return {
    ...{ id: silence.id, kind: silence.kind as SilenceView["kind"], matcher: silence.matcher as Matcher },
    ...{ reason: silence.reason, starts_at: silence.startsAt.toISOString(), ends_at: silence.endsAt.toISOString() },
    ...{ recurrence, state, created_at: silence.createdAt.toISOString(), created_by: silence.createdBy },
  };
}

/** @throws Problem 400 for what is no cursor of ours */
function positionOf(cursor: string): { endsAt: Date; id: string } {
  const parsed = z.tuple([z.number().min(0).max(END_OF_TIME), z.string().max(100)]).safeParse(decodeCursor(cursor));
  if (!parsed.success)
    throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
  return { endsAt: new Date(parsed.data[0]), id: parsed.data[1] };
}
