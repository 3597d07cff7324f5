import { z } from "zod";
import { recordAudit } from "../access/audit";
import type { Principal } from "../access/scope";
import { type KeyringEnv, openKeyring, seal } from "../access/seal";
import { randomText } from "../access/secret-text";
import type { Database } from "../db/client";
import { sqlState } from "../db/errors";
import type { IngestBuffer } from "../events/buffer";
import { decodeCursor, encodeCursor } from "../http/cursor";
import { badRequest, conflict, notFound, unprocessable } from "../http/problem";
import { isPlainlyInner, parseAllowance } from "../outbound/allow";
import { scrapeDue } from "./run";
import {
  countTargets,
  deleteTarget,
  insertTarget,
  type StoredTarget,
  selectTarget,
  selectTargets,
  updateTarget,
} from "./store";
import type { NewTarget, TargetChange, TargetList, TargetView } from "./target";

const MOST_TARGETS = 500;
const UNIQUE_VIOLATION = "23505";

/** What the verbs of targets need. `actor` is who asks, for the audit log. */
export interface TargetContext {
  db: Database;
  buffer: Pick<IngestBuffer, "submit">;
  now: () => Date;
  env: KeyringEnv & { OUTBOUND_ALLOW?: string | undefined };
  rawDays: number;
  actor: Principal;
}

/** A page of targets, by name. @throws Problem 400 for a cursor that is none */
export async function listTargets(
  { db }: { db: Database },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<TargetList> {
  const rows = await selectTargets(db, limit + 1, cursor ? positionOf(cursor) : undefined);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    targets: page.map(view),
    next_cursor: rows.length > limit && last ? encodeCursor([last.name, last.id]) : null,
  };
}

/** One target. @throws Problem 404 */
export async function readTarget({ db }: { db: Database }, id: string): Promise<TargetView> {
  const target = await selectTarget(db, id);
  if (!target) throw missing();
  return view(target);
}

/** Makes a target; it is scraped soon. @throws Problem 409 where name or bot is another target's, 422 for an inner address */
export async function createTarget(context: TargetContext, body: NewTarget): Promise<TargetView> {
  const { db, env } = context;
  refuseInner(env, body.url);
  const now = context.now();
  const id = `scr_${randomText(16)}`;
  const sealed = body.token === null ? null : await seal(body.token, id, await openKeyring({ db, env }));
  const target: StoredTarget = {
    ...{ id, name: body.name, url: body.url, botId: body.bot_id, enabled: body.enabled, mapping: body.mapping, sealed },
    ...{ intervalSeconds: body.interval_seconds, sample: null, dueAt: now, leasedUntil: null, triedAt: null },
    ...{ tookMs: null, lastError: null, createdAt: now, updatedAt: now },
  };
  await unlessTaken(() =>
    db.transaction(async (tx) => {
      if ((await countTargets(tx)) >= MOST_TARGETS) throw conflict(`There are ${MOST_TARGETS} targets already.`);
      await insertTarget(tx, target);
      await audit(context, tx, "scrape_target.created", target, {});
    }),
  );
  return view(target);
}

/**
 * Changes a target. One that is read from elsewhere, or told of another bot, begins anew with its next scrape.
 * @throws Problem 404, 409, 422
 */
export async function changeTarget(context: TargetContext, id: string, change: TargetChange): Promise<TargetView> {
  const { db, env } = context;
  if (change.url !== undefined) refuseInner(env, change.url);
  const keyring = await openKeyring({ db, env });
  const target = await unlessTaken(() =>
    db.transaction(async (tx) => {
      const current = await selectTarget(tx, id, true);
      if (!current) throw missing();
      const { name = current.name, url = current.url, bot_id: botId = current.botId } = change;
      const { enabled = current.enabled, mapping = current.mapping } = change;
      const isElsewhere = new URL(url).origin !== new URL(current.url).origin;
      if (isElsewhere && current.sealed !== null && change.token === undefined) throw tokenNeeded();
      const sealed =
        change.token === undefined ? current.sealed : change.token && (await seal(change.token, id, keyring));
      const isSame =
        url === current.url && botId === current.botId && JSON.stringify(mapping) === JSON.stringify(current.mapping);
      const now = context.now();
      const changed: StoredTarget = {
        ...current,
        ...{
          name,
          url,
          botId,
          enabled,
          mapping,
          sealed: sealed || null,
          updatedAt: now,
          dueAt: now,
          leasedUntil: null,
        },
        intervalSeconds: change.interval_seconds ?? current.intervalSeconds,
        sample: isSame ? current.sample : null,
      };
      await updateTarget(tx, changed);
      await audit(context, tx, "scrape_target.changed", changed, { fields: Object.keys(change) });
      return changed;
    }),
  );
  return view(target);
}

/** Deletes a target; what was read of it stays. @throws Problem 404 */
export async function removeTarget(context: TargetContext, id: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    const target = await selectTarget(tx, id, true);
    if (!target || !(await deleteTarget(tx, id))) throw missing();
    await audit(context, tx, "scrape_target.deleted", target, {});
  });
}

/** Scrapes a target now and tells how it went. @throws Problem 404 */
export async function scrapeNow(context: TargetContext, id: string): Promise<TargetView> {
  await readTarget(context, id);
  await scrapeDue(context, undefined, id);
  return readTarget(context, id);
}

function view(target: StoredTarget): TargetView {
  const { id, name, url, botId, enabled, intervalSeconds, mapping, sealed, sample, triedAt, tookMs, lastError } =
    target;
  const series = Object.keys(sample?.values ?? {}).length;
  return {
    ...{
      id,
      name,
      url,
      bot_id: botId,
      enabled,
      interval_seconds: intervalSeconds,
      mapping,
      has_token: sealed !== null,
    },
    last_scrape: triedAt && {
      ...{ at: triedAt.toISOString(), took_ms: Math.round(tookMs ?? 0), error: lastError, series },
    },
    ...{ created_at: target.createdAt.toISOString(), updated_at: target.updatedAt.toISOString() },
  };
}

function refuseInner(env: TargetContext["env"], url: string): void {
  const allowance = parseAllowance(env.OUTBOUND_ALLOW);
  if (!allowance || !isPlainlyInner(new URL(url).hostname, allowance)) return;
  const message = "is an inner address; OUTBOUND_ALLOW can allow it";
  throw unprocessable("That is not scraped.", [{ path: "url", message }]);
}

async function unlessTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw conflict("Another target has this name, or tells of this bot.");
  }
}

function audit(
  { now, actor }: TargetContext,
  tx: Database,
  action: string,
  { id, name, url, botId }: StoredTarget,
  detail: Record<string, unknown>,
): Promise<void> {
  // A query may carry a secret.
  const shown = new URL(url).origin + new URL(url).pathname;
  const told = { name, url: shown, bot_id: botId, ...detail };
  return recordAudit({ db: tx, now: now() }, { actor, action, target: id, detail: told });
}

function positionOf(cursor: string): { name: string; id: string } {
  const parsed = z.tuple([z.string().max(200), z.string().max(100)]).safeParse(decodeCursor(cursor));
  if (parsed.success) return { name: parsed.data[0], id: parsed.data[1] };
  throw badRequest("That is no cursor of this list.", [{ path: "cursor", message: "not a cursor" }]);
}

const missing = () => notFound("There is no such target.");
const tokenNeeded = () =>
  unprocessable("The body does not fit.", [
    { path: "token", message: "must be given again, since it would go to another address" },
  ]);
